# names.txt lists every public function and macro that the installed Elixir has in the modules of its first
# part, but for what is deprecated or hidden.
. test/cli/prelude
command -v elixir > /dev/null || { echo "skipped: Elixir is not there"; exit 77; }

cat > "$tmp/names.exs" <<'END'
[table] = System.argv()
first = table |> File.read!() |> String.split("\n# since") |> hd()
lines = first |> String.replace("\n  ", " ") |> String.split("\n", trim: true)

hidden = fn module ->
  case Code.fetch_docs(module) do
    {:docs_v1, _, _, _, _, _, docs} -> for {{_, name, arity}, _, _, :hidden, _} <- docs, do: {name, arity}
    _ -> []
  end
end

public = fn module ->
  if function_exported?(module, :__info__, 1) do
    all = module.__info__(:functions) ++ module.__info__(:macros)
    for({name, _} = f <- all, not String.starts_with?("#{name}", "_"), do: f) --
      (Enum.map(module.__info__(:deprecated), &elem(&1, 0)) ++ hidden.(module))
  else
    module.module_info(:exports) -- [module_info: 0, module_info: 1]
  end
end

# expand_literal/2 is called expand_literals/2 since 1.14.1.
for line <- lines, not String.starts_with?(line, "#"), [name | listed] = String.split(line) do
  {module, _} = Code.eval_string(name)
  Code.ensure_loaded!(module)
  for {f, arity} <- public.(module), "#{f}/#{arity}" not in listed, {f, arity} != {:expand_literal, 2}, do: IO.puts("#{name}.#{f}/#{arity} is not in the table")
  for f <- listed, f not in Enum.map(public.(module), fn {f, a} -> "#{f}/#{a}" end), do: IO.puts("#{name}.#{f} is in the table alone")
end
END
missing=$(elixir "$tmp/names.exs" test/oracle/names.txt 2>&1)
printf '%s\n' "$missing"
[ -z "$missing" ]
