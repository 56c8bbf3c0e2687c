# The functions and macros that names.txt lists are there, but for those that doc/library.md says are not:
# names.exs NAMES DOC. Each name is in one of the two states, so the document stays true.
[names, doc] = System.argv()

pair = fn text ->
  [_, name, arity] = Regex.run(~r/^(.+)\/(\d+)$/, text)
  {String.to_atom(name), String.to_integer(arity)}
end

# Lines that begin with blanks go on.
known =
  for line <- names |> File.read!() |> String.replace("\n  ", " ") |> String.split("\n", trim: true),
      not String.starts_with?(line, "#"),
      [module | functions] = String.split(line),
      function <- functions,
      into: MapSet.new(),
      do: {module, pair.(function)}

# Rows "| `Module` | `name/arity`, ... | reason |".
absent =
  for line <- doc |> File.read!() |> String.split("\n"),
      [_, module, functions, _reason] <- [Regex.run(~r/^\| `([^`]+)` \| (`.+`) \| (.+) \|$/, line)],
      [_, function] <- Regex.scan(~r/`([^`]+)`/, functions),
      into: MapSet.new(),
      do: {module, pair.(function)}

there? = fn {name, {function, arity}} ->
  {module, _} = Code.eval_string(name)

  Code.ensure_loaded?(module) and
    (function_exported?(module, function, arity) or macro_exported?(module, function, arity))
end

show = fn {module, {name, arity}} -> "#{module}.#{name}/#{arity}" end

for entry <- Enum.sort(known), entry not in absent, not there?.(entry),
    do: IO.puts("#{show.(entry)} is not there, and #{doc} does not say why")

for entry <- Enum.sort(absent), there?.(entry),
    do: IO.puts("#{show.(entry)} is there, and #{doc} says that it is not")

for entry <- Enum.sort(absent), entry not in known,
    do: IO.puts("#{show.(entry)} is in #{doc}, and Elixir has no such function")

IO.puts("#{MapSet.size(known)} names, #{MapSet.size(absent)} of them not there")
