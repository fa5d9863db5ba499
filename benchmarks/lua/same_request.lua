-- The same request over and over. Arguments: path, and for a POST body (the name of the file that holds it), limit.
dofile(debug.getinfo(1, "S").source:sub(2):match("(.*/)") .. "closed_loop.lua")

local whole

function init(args)
  read_arguments(args)
  if body then
    local file = io.open(body, "rb")
    whole = wrk.format("POST", path, nil, file:read("*a"))
    file:close()
  else
    whole = wrk.format("GET", path)
  end
end

local function make()
  return whole
end

function request()
  return client_request(make)
end
