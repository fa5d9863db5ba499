-- log-batch of `keys` metrics with `steps` new steps each. Arguments: runs, keys, steps, base (first step), limit.
dofile(debug.getinfo(1, "S").source:sub(2):match("(.*/)") .. "closed_loop.lua")

-- The body in pieces; at holes[offset] are the places where the step with that offset goes.
local pieces, holes = {}, {}

local function hole(offset)
  table.insert(pieces, "")
  table.insert(holes[offset], #pieces)
end

function init(args)
  read_arguments(args)
  math.randomseed(index + 1)
  for offset = 1, steps do
    holes[offset] = {}
  end
  local text = '{"run_id":"' .. run .. '","metrics":['
  for key = 1, keys do
    for offset = 1, steps do
      text = text .. string.format('{"key":"metric_%d","value":%.16g,"timestamp":1700', key - 1, math.random())
      table.insert(pieces, text)
      hole(offset)
      table.insert(pieces, ',"step":')
      hole(offset)
      text = "},"
    end
  end
  table.insert(pieces, "}]}")
end

local function make(n)
  for offset = 1, steps do
    local step, places = tostring(base + n * steps + offset), holes[offset]
    for i = 1, #places do
      pieces[places[i]] = step
    end
  end
  return wrk.format("POST", "/api/2.0/mlflow/runs/log-batch", nil, table.concat(pieces))
end

function request()
  return client_request(make)
end
