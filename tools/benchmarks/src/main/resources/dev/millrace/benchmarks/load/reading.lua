-- One reading in each request: of 1,000 sensors in turn, in each round at a later time.
-- Arguments: path, the time of the first round in milliseconds.
local head, first
local n = 0
local format = string.format

function init(args)
  head = "POST " .. args[1] .. " HTTP/1.1\r\n"
  first = tonumber(args[2])
  for name, value in pairs(wrk.headers) do
    head = head .. name .. ": " .. value .. "\r\n"
  end
  head = head .. "Content-Length: "
end

function request()
  local sensor = n % 1000
  local event = format('{"sensor_id":"F%d/E%d/S%d","ts":%.0f,"value":%d.%04d,"facility":"F%d","equipment":"E%d","unit":"C","quality":"good"}',
      sensor / 100 % 10, sensor / 10 % 10, sensor % 10, first + (n - sensor) / 1000, 60 + n * 7919 % 20, n * 31 % 10000,
      sensor / 100 % 10, sensor / 10 % 10)
  n = n + 1
  return head .. #event .. "\r\n\r\n" .. event
end
