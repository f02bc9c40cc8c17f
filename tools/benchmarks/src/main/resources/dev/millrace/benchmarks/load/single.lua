-- One event in each request, with an id, a user and a time of its own.
-- Arguments: path before the id, path behind it, where the id is (path or body), the first digits of ids, the minute of all times.
local head, before, after, in_body, digits, minute
local n = 0
local format = string.format

function init(args)
  before, after, in_body, digits, minute = args[1], args[2], args[3] == "body", args[4], args[5]
  head = " HTTP/1.1\r\n"
  for name, value in pairs(wrk.headers) do
    head = head .. name .. ": " .. value .. "\r\n"
  end
  head = head .. "Content-Length: "
end

function request()
  n = n + 1
  local id = digits .. format("%09d", n)
  local millis = n % 60000
  local event = format('"user_id":%d,"created_at":"%s:%02d.%03dZ","page_url":"/shop/%04x/products/%d"}',
      1000 + n * 7919 % 100000, minute, (millis - millis % 1000) / 1000, millis % 1000, n * 31 % 65536, n % 20000)
  local path = before
  if in_body then
    event = '{"request_id":' .. id .. "," .. event
  else
    event = "{" .. event
    path = before .. id
  end
  return "POST " .. path .. after .. head .. #event .. "\r\n\r\n" .. event
end
