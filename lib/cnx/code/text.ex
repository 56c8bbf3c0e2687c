# Cnx.Code.Text - quoted terms as source text, for Macro.to_string/1.
defmodule Cnx.Code.Text do
  @binary [:<-, :\\, :when, :"::", :|, :=, :||, :|||, :or, :&&, :&&&, :and, :==, :!=, :=~, :===] ++
            [:!==, :<, :>, :<=, :>=, :|>, :<<<, :>>>, :<<~, :~>>, :<~, :~>, :<~>, :in, :"^^^"] ++
            [:"//", :++, :--, :.., :<>, :+++, :---, :+, :-, :*, :/, :**]
  @prefix [:!, :^, :not, :+, :-, :"~~~"]

  def operator?(name, 2), do: name in @binary or name == :.
  def operator?(name, 1), do: name in @prefix or name in [:&, :@]
  def operator?(:"..//", 3), do: true
  def operator?(_, _), do: false

  # The formatter lays the text out, as Elixir does; what it cannot read stays as it is.
  def of(ast) do
    text = whole(ast)

    try do
      String.trim_trailing(Cnx.Code.format(text, []), "\n")
    rescue
      _ -> text
    end
  end

  defp whole({:__block__, _, [_, _ | _] = forms}), do: lines(forms)
  defp whole(ast), do: text(ast)

  # --- literals and containers ---

  defp text({:__block__, _, []}), do: ""
  defp text({:__block__, _, [one]}), do: text(one)
  defp text({:__block__, _, many}), do: "(\n" <> indent(lines(many)) <> "\n)"
  defp text({:__aliases__, _, parts}), do: Enum.map_join(parts, ".", &alias_part/1)
  defp text({name, _, context}) when is_atom(name) and is_atom(context), do: Atom.to_string(name)
  defp text({:{}, _, items}), do: "{" <> items(items) <> "}"
  defp text({left, right}), do: "{" <> items([left, right]) <> "}"
  defp text({:%{}, _, [{:|, _, [map, pairs]}]}), do: "%{#{operand(map)} | #{pairs(pairs)}}"
  defp text({:%{}, _, pairs}), do: "%{" <> pairs(pairs) <> "}"

  defp text({:%, _, [name, {:%{}, _, _} = map]}),
    do: "%" <> text(name) <> String.slice(text(map), 1..-1//1)

  defp text({:<<>>, _, parts}), do: bits(parts)
  defp text({:fn, _, clauses}), do: function(clauses)
  defp text({:->, _, _} = clause), do: clause(clause)

  defp text([{:->, _, _} | _] = clauses),
    do: "(" <> Enum.map_join(clauses, "; ", &clause/1) <> ")"

  # --- operators ---

  defp text({:"..//", _, [first, last, step]}),
    do: "#{operand(first)}..#{operand(last)}//#{operand(step)}"

  defp text({:.., _, []}), do: ".."

  defp text({:not, _, [{:in, _, [left, right]}]}),
    do: "#{operand(left)} not in #{operand(right)}"

  defp text({:&, _, [index]}) when is_integer(index), do: "&#{index}"
  defp text({:&, _, [{:&, _, [index]}]}) when is_integer(index), do: "& &#{index}"

  defp text({:&, _, [{:/, _, [{name, _, context}, arity]}]})
       when is_atom(name) and is_atom(context),
       do: "&#{name}/#{arity}"

  defp text({:&, _, [{:/, _, [{{:., _, [module, name]}, _, []}, arity]}]}),
    do: "&#{text(module)}.#{name}/#{arity}"

  defp text({:&, _, [body]}), do: "&" <> signed(body)

  defp text({:@, _, [{name, _, context}]}) when is_atom(name) and is_atom(context), do: "@#{name}"

  defp text({:@, _, [{name, _, [_] = values} = ast]}) when is_atom(name) do
    if operator?(name, 1) or name == :__block__,
      do: "@(#{text(ast)})",
      else: "@#{name} #{statements(values)}"
  end

  defp text({:@, _, [ast]}), do: "@(#{text(ast)})"

  defp text({sigil, meta, [{:<<>>, _, parts}, modifiers]} = call) when is_atom(sigil) do
    case Atom.to_string(sigil) do
      "sigil_" <> letter -> sigil(letter, meta, parts, modifiers)
      _ -> binary_or_call(call)
    end
  end

  defp text({name, _, [_, _]} = call) when is_atom(name), do: binary_or_call(call)

  defp text({:not, _, [value]}), do: "not " <> signed(value)
  defp text({name, _, [value]}) when name in @prefix, do: "#{name}" <> signed(value)

  defp text({_, _, _} = call), do: call(call)

  defp text([]), do: "[]"

  defp text(list) when is_list(list) do
    if List.ascii_printable?(list) and Enum.all?(list, &(&1 >= 32)),
      do: inspect(list),
      else: "[" <> list_items(list) <> "]"
  end

  defp text(string) when is_binary(string), do: quoted(string)
  defp text(other), do: inspect(other, limit: :infinity, printable_limit: :infinity)

  defp quoted(string), do: inspect(string, binaries: :as_strings, printable_limit: :infinity)

  defp binary_or_call({name, _, [left, right]}) when name in [:.., :"//"],
    do: "#{operand(left)}#{name}#{operand(right)}"

  defp binary_or_call({name, _, [left, right]}) when name in @binary,
    do: "#{operand(left)} #{name} #{operand(right)}"

  defp binary_or_call(call), do: call(call)

  defp alias_part(part) when is_atom(part) do
    case Atom.to_string(part) do
      "Elixir." <> name -> name
      name -> name
    end
  end

  defp alias_part(part), do: text(part)

  # What is no term of its own stands in parentheses: the formatter drops those that nothing needs.
  defp operand({:__block__, _, [{name, _, [_]} = one]}) when name in [:!, :not],
    do: "(#{text(one)})"

  defp operand({:__block__, _, [one]}), do: operand(one)
  defp operand({name, _, [_]} = ast) when name in @prefix, do: text(ast)
  defp operand(ast), do: if(closed?(ast), do: text(ast), else: "(#{text(ast)})")

  # What a sign stands in front of: two of them would be an operator of two.
  defp signed({:__block__, _, [_]} = ast), do: operand(ast)
  defp signed({:not, _, [{:in, _, [_, _]}]} = ast), do: "(#{text(ast)})"
  defp signed({name, _, [_]} = ast) when name in [:!, :not], do: text(ast)
  defp signed(ast), do: target(ast)

  # What a dot or a bracket follows, or a segment's `::`.
  defp target({:__block__, _, [one]}), do: target(one)
  defp target({:fn, _, _} = ast), do: "(#{text(ast)})"
  defp target(number) when is_number(number) and number < 0, do: "(#{text(number)})"
  defp target(ast), do: if(closed?(ast), do: text(ast), else: "(#{text(ast)})")

  defp closed?({:&, _, [index]}), do: is_integer(index)
  defp closed?({name, _, [_]}) when name in @prefix, do: false
  defp closed?({:@, _, [{_, _, [_ | _]}]}), do: false
  defp closed?({:"..//", _, [_, _, _]}), do: false
  defp closed?({name, _, [_, _]}) when name in @binary, do: false
  defp closed?({name, _, [_ | _] = args}), do: not bare?(name, args) and not do_block?(args)
  defp closed?(_), do: true

  # --- calls ---

  defp call({{:., _, [Access, :get]}, _, [container, key]}),
    do: "#{target(container)}[#{items([key])}]"

  defp call({{:., _, [left, :{}]}, _, args}), do: "#{text(left)}.{#{items(args)}}"

  defp call({{:., _, [left, name]}, meta, args}) when is_atom(name) do
    front = target(left) <> "." <> Macro.inspect_atom(:remote_call, name)
    if args == [] and meta[:no_parens], do: front, else: front <> arguments(args)
  end

  defp call({{:., _, [function]}, _, args}), do: target(function) <> "." <> arguments(args)
  defp call({:unquote, _, [ast]}), do: "unquote(#{text(ast)})"

  @statements [:def, :defp, :defmacro, :defmacrop, :defmodule, :defstruct, :defimpl, :defprotocol] ++
                [:if, :unless, :case, :cond, :for, :with, :try, :receive, :quote, :alias] ++
                [:import, :require, :use, :raise, :defdelegate, :defguard, :defexception]

  defp call({name, _, args}) when is_atom(name) do
    {front, blocks} = split_blocks(args)

    cond do
      blocks == nil and bare?(name, args) -> "#{name} " <> statements(args)
      blocks == nil -> "#{name}" <> arguments(args)
      front == [] -> "#{name} " <> do_blocks(blocks)
      name in @statements -> "#{name} #{statements(front)} " <> do_blocks(blocks)
      true -> "#{name}" <> arguments(front) <> " " <> do_blocks(blocks)
    end
  end

  defp call({head, _, args}), do: text(head) <> arguments(args)

  # Arguments without parentheses around them: a `do` in them would belong to the whole.
  defp statements(items), do: items(items, &operand/1)

  # Calls that the formatter leaves without parentheses.
  @bare @statements ++ [:defexception, :defoverridable, :reraise, :send]
  defp bare?(name, args),
    do: args != [] and name in (@bare -- [:if, :unless, :send, :quote, :try])

  defp arguments(args) do
    case split_blocks(args) do
      {args, nil} -> "(" <> items(args) <> ")"
      {args, blocks} -> "(" <> items(args) <> ") " <> do_blocks(blocks)
    end
  end

  @parts [:do, :else, :rescue, :catch, :after]
  defp split_blocks(args) do
    case List.last(args) do
      [{:do, _} | _] = blocks ->
        if Enum.all?(blocks, &(is_tuple(&1) and elem(&1, 0) in @parts)),
          do: {Enum.drop(args, -1), blocks},
          else: {args, nil}

      _ ->
        {args, nil}
    end
  end

  defp do_block?(args), do: match?({_, [_ | _]}, split_blocks(args))

  defp do_blocks(blocks) do
    Enum.map_join(blocks, "\n", fn {part, body} ->
      case block(body) do
        "" -> "#{part}"
        text -> "#{part}\n" <> indent(text)
      end
    end) <> "\nend"
  end

  defp block([{:->, _, _} | _] = clauses), do: Enum.map_join(clauses, "\n", &clause/1)
  defp block(body), do: body(body)
  defp body({:__block__, _, forms}), do: lines(forms)
  defp body(form), do: text(form)

  defp function([{:->, _, [params, body]}]) when params == [] do
    case body(body) do
      text ->
        if String.contains?(text, "\n"),
          do: "fn ->\n" <> indent(text) <> "\nend",
          else: "fn -> #{text} end"
    end
  end

  defp function([{:->, _, _} = clause]) do
    text = clause(clause)
    if String.contains?(text, "\n"), do: "fn " <> text <> "\nend", else: "fn " <> text <> " end"
  end

  defp function(clauses),
    do: "fn\n" <> indent(Enum.map_join(clauses, "\n", &clause/1)) <> "\nend"

  defp clause({:->, _, [params, body]}) do
    front = params(params)
    front = if front == "", do: "->", else: front <> " ->"
    text = body(body)
    if String.contains?(text, "\n"), do: front <> "\n" <> indent(text), else: front <> " " <> text
  end

  defp params([{:when, _, args}]) do
    {params, [guard]} = Enum.split(args, -1)
    "#{params(params)} when #{operand(guard)}"
  end

  defp params(params), do: Enum.map_join(params, ", ", &operand/1)

  # --- parts ---

  # Arguments, or the items of a tuple: a keyword list as the last is written without brackets.
  defp items(items, text \\ &text/1) do
    case Enum.split(items, -1) do
      {front, [[_ | _] = last]} ->
        if Enum.all?(last, &pair?/1),
          do: joined(front, last, text),
          else: joined(items, [], text)

      _ ->
        joined(items, [], text)
    end
  end

  # Of a list: the pairs at its end are keywords.
  defp list_items(items) do
    {front, keywords} = split_pairs(items)
    joined(front, keywords, &text/1)
  end

  defp joined(items, keywords, text) do
    keywords = if keywords == [], do: [], else: [pairs(keywords, text)]
    Enum.join(Enum.map(items, text) ++ keywords, ", ")
  end

  defp split_pairs(items) do
    pairs = items |> Enum.reverse() |> Enum.take_while(&pair?/1) |> length()
    Enum.split(items, length(items) - pairs)
  end

  defp pair?({key, _}) when is_atom(key),
    do: not String.starts_with?(Atom.to_string(key), "Elixir.")

  defp pair?(_), do: false

  defp pairs(pairs, text \\ &text/1) do
    {front, keywords} = split_pairs(pairs)

    Enum.map_join(Enum.map(front, &{:arrow, &1}) ++ keywords, ", ", fn
      {:arrow, {k, v}} -> text(k) <> " => " <> text(v)
      {k, v} -> Macro.inspect_atom(:key, k) <> " " <> text.(v)
    end)
  end

  defp bits(parts) do
    if parts != [] and Enum.all?(parts, &(is_binary(&1) or interpolated?(&1))) and
         Enum.any?(parts, &interpolated?/1),
       do: "\"" <> Enum.map_join(parts, &interpolation/1) <> "\"",
       else: "<<" <> Enum.map_join(parts, ", ", &segment/1) <> ">>"
  end

  # value::type-and-size, without blanks
  defp segment({:"::", _, [value, type]}) do
    text = target(value)
    # `<<~` and `<<<` are operators.
    text = if String.starts_with?(text, ["~", "<<"]), do: "(#{text})", else: text
    text <> "::" <> segment_type(type)
  end

  defp segment(part), do: text(part)
  defp segment_type({:-, _, [left, right]}), do: segment_type(left) <> "-" <> segment_type(right)
  defp segment_type({:*, _, [left, right]}), do: segment_type(left) <> "*" <> segment_type(right)
  defp segment_type(type), do: text(type)

  defp interpolated?({:"::", _, [{{:., _, [Kernel, :to_string]}, _, [_]}, {:binary, _, _}]}),
    do: true

  defp interpolated?(_), do: false

  defp interpolation({:"::", _, [{_, _, [value]}, _]}), do: "\#{" <> text(value) <> "}"

  defp interpolation(string) do
    text = quoted(string)
    binary_part(text, 1, byte_size(text) - 2)
  end

  defp sigil(letter, meta, parts, modifiers) do
    open = Keyword.get(meta, :delimiter, "\"")
    close = Map.get(%{"(" => ")", "[" => "]", "{" => "}", "<" => ">"}, open, open)

    body =
      Enum.map_join(parts, fn
        part when is_binary(part) -> part
        part -> interpolation(part)
      end)

    "~" <> letter <> open <> body <> close <> List.to_string(modifiers)
  end

  defp lines(forms), do: Enum.map_join(forms, "\n", &text/1)

  defp indent(text) do
    text
    |> String.split("\n")
    |> Enum.map_join("\n", fn line -> if line == "", do: line, else: "  " <> line end)
  end
end
