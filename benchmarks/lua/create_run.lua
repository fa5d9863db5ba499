-- A new run in one experiment, with a name and three tags. Arguments: experiment, base (first number), limit.
dofile(debug.getinfo(1, "S").source:sub(2):match("(.*/)") .. "closed_loop.lua")

function init(args)
  read_arguments(args)
end

local function make(n)
  local body = string.format(
    '{"experiment_id":"%d","start_time":%.0f,"run_name":"run-%d-%d","tags":[{"key":"mlflow.user","value":"bench"},'
      .. '{"key":"mlflow.source.name","value":"train.py"},{"key":"mlflow.source.type","value":"LOCAL"}]}',
    experiment, 1700000000000 + n, index, base + n)
  return wrk.format("POST", "/api/2.0/mlflow/runs/create", nil, body)
end

function request()
  return client_request(make)
end
