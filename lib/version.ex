# Version - versions as semver.org has them, and requirements on them.
defmodule Version do
  @derive {Inspect, optional: [:pre, :build]}
  @enforce_keys [:major, :minor, :patch]
  defstruct [:major, :minor, :patch, pre: [], build: nil]

  defmodule InvalidVersionError do
    defexception [:version]

    def message(%{version: version}) when is_binary(version),
      do: "invalid version: #{inspect(version)}"
  end

  defmodule InvalidRequirementError do
    defexception [:requirement]
    def message(%{requirement: text}), do: "invalid requirement: #{inspect(text)}"
  end

  defmodule Requirement do
    defstruct [:source, :any]
  end

  # --- reading ---

  def parse(text) when is_binary(text) do
    with {:ok, {major, minor, patch, pre, build}} when patch != nil <- read(text) do
      {:ok, %Version{major: major, minor: minor, patch: patch, pre: pre, build: build}}
    else
      _ -> :error
    end
  end

  def parse!(text) do
    case parse(text) do
      {:ok, version} -> version
      :error -> raise InvalidVersionError, version: text
    end
  end

  @shape ~r/^(\d+)\.(\d+)(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?\z/

  defp read(text) do
    with [_ | parts] <- Regex.run(@shape, text),
         [major, minor, patch, pre, build] = padded(parts),
         {:ok, major} <- number(major),
         {:ok, minor} <- number(minor),
         {:ok, patch} <- if(patch == "", do: {:ok, nil}, else: number(patch)),
         {:ok, pre} <- parts(pre),
         true <- build == "" or "" not in String.split(build, ".") do
      {:ok, {major, minor, patch, pre, if(build != "", do: build)}}
    else
      _ -> :error
    end
  end

  defp padded(parts), do: parts ++ List.duplicate("", 5 - length(parts))

  # Without zeros in front.
  defp number("0"), do: {:ok, 0}
  defp number("0" <> _), do: :error
  defp number(digits), do: {:ok, String.to_integer(digits)}

  defp parts(""), do: {:ok, []}

  defp parts(text) do
    parts = for part <- String.split(text, "."), do: part(part)
    if :error in parts, do: :error, else: {:ok, parts}
  end

  defp part(""), do: :error

  defp part(text) do
    if text =~ ~r/^\d+$/ do
      with {:ok, number} <- number(text), do: number
    else
      text
    end
  end

  # --- comparing ---

  def compare(left, right) do
    case {order(left), order(right)} do
      {same, same} -> :eq
      {left, right} when left < right -> :lt
      _ -> :gt
    end
  end

  defp order(%Version{} = v), do: {v.major, v.minor, v.patch, order_pre(v.pre)}

  defp order(text) when is_binary(text), do: text |> parse!() |> order()

  # A release comes behind its previews; numbers before words, the shorter of two first.
  defp order_pre([]), do: ""
  defp order_pre(pre), do: pre

  def match?(version, requirement, options \\ []) do
    requirement =
      if is_binary(requirement), do: parse_requirement!(requirement), else: requirement

    version = if is_binary(version), do: parse!(version), else: version
    Enum.any?(requirement.any, fn all -> Enum.all?(all, &holds?(&1, version, options)) end)
  end

  defp holds?({op, wanted}, version, options) do
    previews? = Keyword.get(options, :allow_pre, true) or wanted.pre != []
    compared = compare(version, %{wanted | patch: wanted.patch || 0})

    case op do
      :== -> compared == :eq
      :!= -> compared != :eq
      :> -> compared == :gt and (previews? or version.pre == [])
      :>= -> compared != :lt and (previews? or version.pre == [])
      :< -> compared == :lt and (previews? or version.pre == [])
      :<= -> compared != :gt and (previews? or version.pre == [])
      :~> -> compared != :lt and near?(version, wanted) and (previews? or version.pre == [])
    end
  end

  defp near?(version, %{patch: nil} = wanted), do: version.major == wanted.major

  defp near?(version, wanted),
    do: version.major == wanted.major and version.minor == wanted.minor

  # --- requirements: comparisons joined by `and`, and these by `or` ---

  def parse_requirement(text) when is_binary(text) do
    any =
      for part <- String.split(text, ~r/\s+or\s+/),
          do: for(one <- String.split(part, ~r/\s+and\s+/), do: comparison(String.trim(one)))

    if Enum.any?(any, &(:error in &1)),
      do: :error,
      else: {:ok, %Requirement{source: text, any: any}}
  end

  def parse_requirement!(text) do
    case parse_requirement(text) do
      {:ok, requirement} -> requirement
      :error -> raise InvalidRequirementError, requirement: text
    end
  end

  def compile_requirement(%Requirement{} = requirement), do: requirement

  defp comparison(text) do
    with [_, op, version] <- Regex.run(~r/^(==|!=|!|>=|<=|~>|>|<|)\s*(\S+)$/, text),
         {:ok, {major, minor, patch, pre, build}} <- read(version),
         op = operator(op),
         true <- patch != nil or op == :~> do
      {op, %Version{major: major, minor: minor, patch: patch, pre: pre, build: build}}
    else
      _ -> :error
    end
  end

  defp operator(""), do: :==
  defp operator("!"), do: :!=
  defp operator(op), do: String.to_atom(op)

  def to_string(%Version{} = v) do
    pre = if v.pre == [], do: "", else: "-" <> Enum.map_join(v.pre, ".", &Kernel.to_string/1)
    "#{v.major}.#{v.minor}.#{v.patch}#{pre}#{if v.build, do: "+" <> v.build}"
  end

  defimpl String.Chars do
    defdelegate to_string(version), to: Version
  end

  defimpl Inspect, for: Version.Requirement do
    def inspect(requirement, _options),
      do: "Version.parse_requirement!(#{Kernel.inspect(requirement.source)})"
  end

  defimpl String.Chars, for: Version.Requirement do
    def to_string(requirement), do: requirement.source
  end
end
