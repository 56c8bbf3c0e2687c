local function fib(n)
    if n < 2 then return n end
    return fib(n - 1) + fib(n - 2)
end

local start = os.clock()
local value = fib(27)
print(string.format("fib(27) %d %.0f ms", value, (os.clock() - start) * 1000))
