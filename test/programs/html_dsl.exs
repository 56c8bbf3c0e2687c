# A DSL of macros: elements as functions of blocks, escaping, components, a router with compiled clauses.
defmodule Html do
  @void ~w(br hr img input)a
  @tags ~w(html head body title h1 h2 p ul li a div span table tr td)a

  defmacro __using__(opts) do
    quote do
      import Html
      @layout unquote(opts[:layout] || :none)
      Module.register_attribute(__MODULE__, :components, accumulate: true)
      @before_compile Html
    end
  end

  defmacro __before_compile__(env) do
    names = env.module |> Module.get_attribute(:components) |> Enum.reverse()

    quote do
      def components, do: unquote(Macro.escape(names))
      def layout, do: @layout
    end
  end

  defmacro component(head, do: body) do
    {name, args} = Macro.decompose_call(head)

    quote do
      @components {unquote(name), unquote(length(args))}
      def unquote(name)(unquote_splicing(args)), do: Html.render(do: unquote(body))
    end
  end

  defmacro render(do: block) do
    quote do
      var!(acc, Html) = []
      _ = var!(acc, Html)
      unquote(Macro.prewalk(block, &Html.pre/1))
      var!(acc, Html) |> Enum.reverse() |> IO.iodata_to_binary()
    end
  end

  def pre({tag, _, [[do: inner]]}) when tag in @tags, do: element(tag, [], inner)
  def pre({tag, _, [attrs, [do: inner]]}) when tag in @tags, do: element(tag, attrs, inner)

  def pre({tag, _, [text]}) when tag in @tags,
    do: element(tag, [], quote(do: text(unquote(text))))

  def pre({tag, _, [text, attrs]}) when tag in @tags,
    do: element(tag, attrs, quote(do: text(unquote(text))))

  def pre({tag, _, args}) when tag in @void and is_list(args),
    do:
      quote(
        do: Html.put(["<", unquote("#{tag}"), Html.attrs(unquote(List.first(args) || [])), ">"])
      )

  def pre({:for, meta, args} = form) do
    if meta[:html] do
      form
    else
      meta = [html: true]
      {gens, [[do: body]]} = Enum.split(args, -1)

      quote(
        do:
          Html.put(
            unquote({:for, meta, gens ++ [[do: quote(do: Html.render(do: unquote(body)))]]})
          )
      )
    end
  end

  def pre(other), do: other

  defp element(tag, attrs, inner) do
    quote do
      Html.put(["<", unquote("#{tag}"), Html.attrs(unquote(attrs)), ">"])
      unquote(inner)
      Html.put(["</", unquote("#{tag}"), ">"])
    end
  end

  defmacro put(data), do: quote(do: var!(acc, Html) = [unquote(data) | var!(acc, Html)])
  defmacro text(value), do: quote(do: Html.put(Html.escape(to_string(unquote(value)))))
  defmacro raw(value), do: quote(do: Html.put(unquote(value)))

  def attrs(list),
    do: for({k, v} <- list, v != nil, do: [" ", to_string(k), "=\"", escape(to_string(v)), "\""])

  def escape(text) do
    for <<c::utf8 <- text>>, into: "" do
      case c do
        ?< -> "&lt;"
        ?> -> "&gt;"
        ?& -> "&amp;"
        ?" -> "&quot;"
        c -> <<c::utf8>>
      end
    end
  end
end

defmodule Views do
  use Html, layout: :main

  component item(name, price) do
    li class: if(price > 100, do: "dear") do
      text(name)
      text(": ")
      span("#{price}", class: "price")
    end
  end

  component page(heading, items) do
    html do
      head do
        title(heading)
      end

      body do
        h1(heading, id: "top")

        ul do
          for {name, price} <- items do
            raw(item(name, price))
          end
        end

        hr()
        img(src: "a.png", alt: "a \"quoted\" name")
        p("5 < 6 & 7 > 2")
      end
    end
  end
end

defmodule Router do
  defmacro __using__(_) do
    quote do
      import Router, only: [get: 2, post: 2]
      @before_compile Router
    end
  end

  defmacro __before_compile__(_env) do
    quote do
      def call(method, path) when is_binary(path),
        do: call(method, String.split(path, "/", trim: true))

      def call(method, segments), do: {404, "#{method} /#{Enum.join(segments, "/")}"}
    end
  end

  for method <- [:get, :post] do
    defmacro unquote(method)(path, do: body), do: route(unquote(method), path, body)
  end

  defp route(method, path, body) do
    segments =
      for segment <- String.split(path, "/", trim: true) do
        case segment do
          ":" <> name -> Macro.var(String.to_atom(name), nil)
          "*" <> name -> {:*, Macro.var(String.to_atom(name), nil)}
          literal -> literal
        end
      end

    pattern =
      case List.last(segments) do
        {:*, rest} -> quote(do: [unquote_splicing(Enum.drop(segments, -1)) | unquote(rest)])
        _ -> segments
      end

    quote do
      def call(unquote(method), unquote(pattern)), do: {200, unquote(body)}
    end
  end
end

defmodule Site do
  use Router
  get("/", do: "home")
  get("/users/:id", do: "user #{id}")
  post("/users/:id/items/:item", do: {id, item})
  get("/files/*rest", do: Enum.join(rest, ">"))
end

defmodule Main do
  def run do
    IO.puts(Views.item("a<b", 5))
    IO.puts(Views.page("Shop & more", [{"Tea", 3}, {"Gold \"pure\"", 1000}]))
    IO.inspect({Views.components(), Views.layout()})

    for {m, p} <- [
          get: "/",
          get: "/users/7",
          post: "/users/1/items/x",
          get: "/files/a/b/c",
          get: "/files",
          post: "/nope",
          get: "/admin/stats"
        ],
        do: IO.inspect(Site.call(m, p))

    IO.puts(Macro.to_string(Html.pre(quote(do: p("x")))))
    IO.inspect(Html.escape("<é&>"))
    IO.inspect(Site.__info__(:functions))
  end
end

Main.run()
