-- What the scripts share. wrk runs one thread per connection here, so a thread's Lua state is one client with a run of
-- its own, and request() is called exactly when the answer to the one before has been read. The clock at the first and
-- the last of those calls gives the rate of whole cycles, however few they are.

local ffi = require("ffi")
ffi.cdef [[
  struct timespec { long seconds; long nanoseconds; };
  int clock_gettime(int clock, struct timespec *time);
]]
local MONOTONIC = 1
local time = ffi.new("struct timespec")

local threads = {}

function setup(thread)
  thread:set("index", #threads)
  table.insert(threads, thread)
end

local function now()
  ffi.C.clock_gettime(MONOTONIC, time)
  return tonumber(time.seconds) + tonumber(time.nanoseconds) / 1e9
end

local probed = false

--- Builds request number n (from 1) of this client by make(n), and keeps count; stops the client at its limit.
function client_request(make)
  if index == 0 and not probed then
    probed = true -- wrk asks the first thread for one request that it never sends
    return make(1)
  end
  sent = (sent or 0) + 1
  last = now()
  first = first or last
  if sent > limit then
    wrk.thread:stop()
  end
  return make(sent + 1)
end

--- Reads "name=value" words after wrk's "--" into global variables, numbers as numbers; run holds this thread's run.
function read_arguments(args)
  for _, word in ipairs(args) do
    local name, value = word:match("^(%w+)=(.*)$")
    _G[name] = tonumber(value) or value
  end
  if runs then
    local at = 0
    for id in tostring(runs):gmatch("[^,]+") do
      if at == index then run = id end
      at = at + 1
    end
  end
  wrk.headers["Content-Type"] = "application/json"
end

function done(summary, latency, requests)
  local rate, count = 0, 0
  for _, thread in ipairs(threads) do
    local cycles = (thread:get("sent") or 1) - 1
    if cycles > 0 then
      rate = rate + cycles / (thread:get("last") - thread:get("first"))
      count = count + cycles
    end
  end
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"rate": %.6f, "cycles": %d, "requests": %d, "failed": %d, "broken": %d, "p50_ms": %.4f, "p99_ms": %.4f}\n',
    rate, count, summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
