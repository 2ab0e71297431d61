-- What wrk asks of a host: each of the paths in PATHS in turn. Each answer must have all of HEADERS, one a line, and the
-- status that is wished; a page must be whole, and of one build. The end of a run is told as lines of words and numbers.

local paths, wished, headers = {}, {}, {}
for status, path in os.getenv("PATHS"):gmatch("(%d+) (%S+)") do
  table.insert(paths, path)
  table.insert(wished, tonumber(status))
end
for name, value in os.getenv("HEADERS"):gmatch("([^\n:]+): ([^\n]*)") do
  headers[name:lower()] = value
end

-- These are of one thread; `done` gets them by name.
asked, answered, bad, first = 0, 0, 0, ""

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function request()
  asked = asked + 1
  return wrk.format("GET", paths[(asked - 1) % #paths + 1])
end

-- wrk does not say to which request an answer belongs, so that any wished status is right; a test asks each path alone, too.
local right = {}
for _, status in ipairs(wished) do
  right[status] = true
end

local function note(words)
  bad = bad + 1
  if first == "" then
    first = words
  end
end

function response(status, given, body)
  answered = answered + 1
  if not right[status] then
    note("status " .. status)
  end
  local got = {}
  for name, value in pairs(given) do
    got[name:lower()] = value
  end
  for name, value in pairs(headers) do
    if got[name] ~= value then
      note(name .. ": " .. tostring(got[name]))
    end
  end
  if got["content-length"] and tonumber(got["content-length"]) ~= #body then
    note("a body of " .. #body .. " bytes")
  end
  if (got["content-type"] or ""):find("text/html", 1, true) and not body:find("</html>%s*$") then
    note("a page without its end")
  end
end

function done(summary, latency)
  local total, wrong, words = 0, 0, ""
  for _, thread in ipairs(threads) do
    total = total + thread:get("answered")
    wrong = wrong + thread:get("bad")
    if words == "" then
      words = thread:get("first")
    end
  end
  local errors = summary.errors
  io.write(string.format("answered %d\nwrong %d\nrate %.0f\n", total, wrong, summary.requests / (summary.duration / 1e6)))
  io.write(string.format("p50 %.2f\np99 %.2f\n", latency:percentile(50) / 1000, latency:percentile(99) / 1000))
  io.write(string.format("errors %d\n", errors.connect + errors.read + errors.write + errors.timeout))
  io.write("first " .. words .. "\n")
end
