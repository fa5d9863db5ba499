-- One metric point a request, a new step each time. Arguments: runs, base (first step), clock (time of the first), limit.
dofile(debug.getinfo(1, "S").source:sub(2):match("(.*/)") .. "closed_loop.lua")

function init(args)
  read_arguments(args)
end

local function make(n)
  local step = base + n
  local body = string.format('{"run_id":"%s","key":"loss","value":%.16g,"timestamp":%.0f,"step":%d}',
    run, 1 / step, clock + n, step)
  return wrk.format("POST", "/api/2.0/mlflow/runs/log-metric", nil, body)
end

function request()
  return client_request(make)
end
