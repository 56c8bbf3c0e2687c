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

  @doc "Settings of the prompt: inspect: options, width: columns, colors: [enabled: true or false]."
  def configure(options) do
    if options[:width], do: :persistent_term.put(:iex_width, options[:width])

    if options[:inspect],
      do:
        :persistent_term.put(
          :iex_inspect,
          Keyword.merge(:persistent_term.get(:iex_inspect, []), options[:inspect])
        )

    if options[:colors][:enabled] != nil,
      do: :persistent_term.put(:iex_colors, options[:colors][:enabled])

    :ok
  end

  @doc "The settings."
  def configuration,
    do: [
      inspect: :persistent_term.get(:iex_inspect, []),
      width: width(),
      colors: [enabled: colors?()]
    ]

  @doc false
  def colors?,
    do:
      :persistent_term.get(:iex_colors, nil)
      |> then(&if(&1 == nil, do: Cnx.Terminal.colours?(), else: &1))
end
