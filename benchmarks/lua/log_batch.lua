-- log-batch of `keys` metrics with `steps` new steps each. Arguments: runs, keys, steps, base (first step), clock (time of
-- the first), limit.
dofile(debug.getinfo(1, "S").source:sub(2):match("(.*/)") .. "closed_loop.lua")

-- The body in pieces; at times[offset] and numbers[offset] are the places where time and number of the step with that
-- offset go.
local pieces, times, numbers = {}, {}, {}

local function hole(places)
  table.insert(pieces, "")
  table.insert(places, #pieces)
end

local function fill(places, text)
  for i = 1, #places do
    pieces[places[i]] = text
  end
end

function init(args)
  read_arguments(args)
  math.randomseed(index + 1)
  for offset = 1, steps do
    times[offset], numbers[offset] = {}, {}
  end
  local text = '{"run_id":"' .. run .. '","metrics":['
  for key = 1, keys do
    for offset = 1, steps do
      text = text .. string.format('{"key":"metric_%d","value":%.16g,"timestamp":', key - 1, math.random())
      table.insert(pieces, text)
      hole(times[offset])
      table.insert(pieces, ',"step":')
      hole(numbers[offset])
      text = "},"
    end
  end
  table.insert(pieces, "}]}")
end

local function make(n)
  for offset = 1, steps do
    local step = n * steps + offset
    fill(times[offset], string.format("%.0f", clock + step))
    fill(numbers[offset], tostring(base + step))
  end
  return wrk.format("POST", "/api/2.0/mlflow/runs/log-batch", nil, table.concat(pieces))
end

function request()
  return client_request(make)
end
