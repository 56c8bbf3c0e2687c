# Nx.Defn.TemplateDiff - two containers side by side: templates where they agree, both in colours where
# they do not.
defmodule Nx.Defn.TemplateDiff do
  alias Nx.Defn.Composite

  defstruct [:left, :right, :left_title, :right_title, :compatible]

  # The left container with a difference in place of each tensor, or one difference of the whole when
  # their forms differ.
  def build(left, right, left_title, right_title, compatible? \\ &Nx.compatible?/2) do
    whole = fn same ->
      %__MODULE__{
        left: left,
        right: right,
        left_title: left_title,
        right_title: right_title,
        compatible: same
      }
    end

    cond do
      not container?(left) and not container?(right) ->
        whole.(left == right)

      not container?(left) or not container?(right) ->
        whole.(false)

      Composite.compatible?(left, right, fn _, _ -> true end) ->
        pairs(left, right, whole, compatible?)

      true ->
        whole.(false)
    end
  end

  defp pairs(left, right, whole, compatible?) do
    {result, []} =
      Composite.traverse(left, Composite.flatten_list([right]), fn a, [b | rest] ->
        {%{whole.(compatible?.(a, b)) | left: a, right: b}, rest}
      end)

    result
  end

  defp container?(value), do: Nx.Container.impl_for(value) != nil

  def build_and_inspect(left, right, left_title, right_title, compatible? \\ &Nx.compatible?/2),
    do: inspect(build(left, right, left_title, right_title, compatible?))
end

defmodule Nx.Defn.TemplateDiff.Template do
  defstruct [:tensor]
end

defmodule Inspect.Nx.Defn.TemplateDiff do
  import Inspect.Algebra
  alias Nx.Defn.Composite
  alias Nx.Defn.TemplateDiff.Template

  def inspect(%{left: left, right: right} = diff, opts) do
    if right == nil or diff.compatible, do: template(left, opts), else: both(diff, opts)
  end

  defp both(diff, opts) do
    width = max(String.length(diff.left_title), String.length(diff.right_title))

    concat([
      IO.ANSI.green(),
      line(),
      "<<<<< #{centered(diff.left_title, width)} <<<<<",
      line(),
      template(diff.left, opts),
      line(),
      "==========",
      line(),
      IO.ANSI.red(),
      template(diff.right, opts),
      line(),
      ">>>>> #{centered(diff.right_title, width)} >>>>>",
      line(),
      IO.ANSI.reset()
    ])
  end

  defp centered(title, width) do
    left = String.length(title) + div(width - String.length(title), 2)
    title |> String.pad_leading(left) |> String.pad_trailing(width)
  end

  defp template(value, opts) do
    if Nx.Container.impl_for(value) != nil,
      do: to_doc(Composite.traverse(value, &%Template{tensor: Nx.to_template(&1)}), opts),
      else: Kernel.inspect(value)
  end
end

# A tensor of which only type, shape and names are shown.
defmodule Inspect.Nx.Defn.TemplateDiff.Template do
  import Inspect.Algebra

  def inspect(%{tensor: tensor}, _opts) do
    lines = Kernel.inspect(tensor) |> String.split("\n") |> Enum.drop(1) |> Enum.drop(-2)
    inner = for text <- lines, part <- [line(), String.trim_leading(text)], do: part
    force_unfit(concat(["#Nx.Tensor<", nest(concat(inner), 2), line(), ">"]))
  end
end
