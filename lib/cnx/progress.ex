# Cnx.Progress - how far long work is, on standard error.
#
#     bar = Cnx.Progress.new(100, label: "epoch 1", unit: "batches")
#     bar = Cnx.Progress.step(bar, "loss 0.25")
#     Cnx.Progress.finish(bar, "loss 0.20")
#
# On a terminal a bar is one line, redrawn at most ten times a second and left there when it is
# finished; elsewhere it is one plain line at its end. A bar is a value: each step gives the next.
defmodule Cnx.Progress do
  alias Cnx.Terminal

  defstruct [
    :total,
    :label,
    :unit,
    :each,
    :started,
    :live,
    :columns,
    :full,
    :rest,
    done: 0,
    drawn: 0
  ]

  @redraw 100_000
  @bar_width 24

  # A bar for `total` steps. Options: `label` in front; `unit`, what is counted for the speed, and
  # `each`, how many of them a step is.
  def new(total, opts \\ []) when is_integer(total) and total > 0 do
    opts = Keyword.validate!(opts, label: "", unit: "steps", each: 1)
    {full, rest} = if Terminal.unicode?(:stderr), do: {"━", "─"}, else: {"#", "."}

    draw(%__MODULE__{
      total: total,
      label: opts[:label],
      unit: opts[:unit],
      each: opts[:each],
      started: now(),
      live: Terminal.terminal?(:stderr) and System.get_env("TERM") != "dumb",
      columns: Terminal.columns(:stderr) || 80,
      full: full,
      rest: rest
    })
  end

  # One step further; `text` says how things stand.
  def step(%__MODULE__{} = bar, text \\ "") do
    bar = %{bar | done: min(bar.done + 1, bar.total)}
    if bar.live and now() - bar.drawn >= @redraw, do: draw(bar, text), else: bar
  end

  # The last line of the bar, which stays.
  def finish(%__MODULE__{} = bar, text \\ "") do
    bar = draw(%{bar | done: bar.total}, text)
    line = if bar.live, do: "", else: join([bar.label, text, speed(bar), time(bar)])
    IO.puts(:stderr, line)
  end

  # --- drawing ---

  defp draw(bar, text \\ "")
  defp draw(%{live: false} = bar, _text), do: bar

  defp draw(bar, text) do
    percent = String.pad_leading("#{div(bar.done * 100, bar.total)} %", 5)
    words = join([percent, text, speed(bar), time(bar)])
    room = bar.columns - String.length(bar.label) - String.length(words) - 5
    line = line(bar, min(@bar_width, room), words)
    IO.write(:stderr, ["\r", line, "\e[K"])
    %{bar | drawn: now()}
  end

  # Where there is no room for the bar itself, as much of the words as fits.
  defp line(bar, width, words) when width < 4,
    do: String.slice(join([bar.label, words]), 0, max(bar.columns - 1, 0))

  defp line(bar, width, words) do
    filled = div(bar.done * width, bar.total)
    done = paint(String.duplicate(bar.full, filled), :cyan)
    join([bar.label, done <> paint(String.duplicate(bar.rest, width - filled), :faint), words])
  end

  defp paint("", _style), do: ""
  defp paint(text, style), do: Terminal.style(text, style, :stderr)

  defp speed(%{done: 0}), do: ""

  defp speed(bar) do
    "#{thousands(round(bar.done * bar.each * 1_000_000 / elapsed(bar)))} #{bar.unit}/s"
  end

  # What remains, and at the end what it took.
  defp time(%{done: 0}), do: ""
  defp time(%{done: done, total: done} = bar), do: seconds(elapsed(bar) / 1_000_000)

  defp time(bar),
    do: seconds(elapsed(bar) * (bar.total - bar.done) / bar.done / 1_000_000) <> " left"

  defp seconds(s) when s < 60, do: "#{Float.round(s, 1)} s"

  defp seconds(s) do
    s = round(s)
    "#{div(s, 60)}:#{String.pad_leading("#{rem(s, 60)}", 2, "0")} min"
  end

  defp thousands(n) when n < 1000, do: "#{n}"

  defp thousands(n),
    do: thousands(div(n, 1000)) <> "," <> String.pad_leading("#{rem(n, 1000)}", 3, "0")

  defp join(words), do: words |> Enum.reject(&(&1 == "")) |> Enum.join("  ")

  defp elapsed(bar), do: max(now() - bar.started, 1)
  defp now(), do: System.monotonic_time(:microsecond)
end
