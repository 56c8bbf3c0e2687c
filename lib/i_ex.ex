# IEx - the prompt: what programs may ask it.
defmodule IEx do
  @hidden :"do not show this result in output"

  @doc "A value that the prompt does not print."
  def dont_display_result, do: @hidden

  @doc "How wide the prompt prints: the terminal's width, at most 80."
  def width do
    case Cnx.Terminal.columns(:stdio) do
      columns when is_integer(columns) -> min(columns, :persistent_term.get(:iex_width, 80))
      _ -> 80
    end
  end

  @doc "Whether the program runs in a prompt."
  def started?, do: :persistent_term.get(:iex_started, false)

  @settings [
    :alive_prompt,
    :auto_reload,
    :colors,
    :continuation_prompt,
    :default_prompt,
    :dot_iex,
    :history_size,
    :inspect,
    :parser,
    :width
  ]

  @doc """
  Settings of the prompt: inspect: options, width: columns, colors: [enabled: true or false],
  history_size: how many values v/1 knows (-1: all), default_prompt: and continuation_prompt: texts in which
  %prefix and %counter stand for iex, or ..., and the number of the input. Others change nothing.
  """
  def configure(options) do
    for {key, _} = setting <- options,
        key not in @settings,
        do: raise(ArgumentError, "invalid configuration #{inspect(setting)}")

    if options[:width], do: :persistent_term.put(:iex_width, options[:width])

    if options[:inspect],
      do:
        :persistent_term.put(
          :iex_inspect,
          Keyword.merge(:persistent_term.get(:iex_inspect, []), options[:inspect])
        )

    if options[:colors][:enabled] != nil,
      do: :persistent_term.put(:iex_colors, options[:colors][:enabled])

    for key <- [:default_prompt, :continuation_prompt, :history_size],
        options[key] != nil,
        do: :persistent_term.put({:iex, key}, options[key])

    :ok
  end

  @doc false
  def setting(key, default), do: :persistent_term.get({:iex, key}, default)

  @doc "The settings."
  def configuration,
    do: [
      history_size: setting(:history_size, 20),
      inspect: :persistent_term.get(:iex_inspect, []),
      width: width(),
      colors: [enabled: colors?()]
    ]

  @doc "The options with which the prompt inspects values."
  def inspect_opts,
    do: [pretty: true, width: width()] ++ :persistent_term.get(:iex_inspect, [])

  @doc "The text in the colour of this kind of output, where colours are on."
  def color(colour, text) do
    name = %{eval_error: :red, eval_info: :yellow, stack_info: :red}[colour]
    if colors?() and name, do: IO.iodata_to_binary(IO.ANSI.format([name, text], true)), else: text
  end

  @doc "Refused: there is no debugger; dbg/1 and IO.inspect/2 show what happens."
  defmacro pry, do: refused("IEx.pry/0")
  @doc "Refused, as pry."
  defmacro break!(_call, _stops \\ 1), do: refused("break!/2")
  @doc "Refused, as pry."
  def break!(_module, _function, _arity, _stops \\ 1), do: IEx.Helpers.__refuse__("break!/4")

  defp refused(function), do: quote(do: IEx.Helpers.__refuse__(unquote(function)))

  @doc false
  def colors?,
    do:
      :persistent_term.get(:iex_colors, nil)
      |> then(&if(&1 == nil, do: Cnx.Terminal.colours?(), else: &1))
end
