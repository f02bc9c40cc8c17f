-- Bodies from files, one after the other and again from the first.
-- Arguments: path, the files' common beginning, how many there are, milliseconds to wait before each request.
local requests = {}
local n = 0

function init(args)
  local head = "POST " .. args[1] .. " HTTP/1.1\r\n"
  for name, value in pairs(wrk.headers) do
    head = head .. name .. ": " .. value .. "\r\n"
  end
  for i = 1, tonumber(args[3]) do
    local file = assert(io.open(args[2] .. (i - 1), "rb"))
    local body = file:read("*a")
    file:close()
    requests[i] = head .. "Content-Length: " .. #body .. "\r\n\r\n" .. body
  end
  local pause = tonumber(args[4])
  if pause > 0 then
    function delay()
      return pause
    end
  end
end

function request()
  n = n % #requests + 1
  return requests[n]
end
