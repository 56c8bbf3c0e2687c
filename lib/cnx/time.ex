# Cnx.Time - Erlang's {{year, month, day}, {hour, minute, second}} in UTC and seconds of Posix. Days
# are counted in years that begin with March, so that a leap day is the last one of its year.
defmodule Cnx.Time do
  @era 146_097
  @epoch 719_468

  def of_posix(seconds) do
    days = Integer.floor_div(seconds, 86_400)
    rest = seconds - days * 86_400
    {date(days), {div(rest, 3600), rem(div(rest, 60), 60), rem(rest, 60)}}
  end

  @doc "The same in the zone of the system."
  def local(seconds), do: of_posix(seconds + Cnx.Time.offset(seconds))

  @doc "Posix seconds of a local time; of one that a change of clocks skips or repeats, one of them."
  def of_local(time) do
    seconds = to_posix(time)
    seconds - Cnx.Time.offset(seconds - Cnx.Time.offset(seconds))
  end

  def to_posix({date, {hour, minute, second}}),
    do: days(date) * 86_400 + hour * 3600 + minute * 60 + second

  defp date(days) do
    days = days + @epoch
    era = Integer.floor_div(days, @era)
    of_era = days - era * @era
    year = div(of_era - div(of_era, 1460) + div(of_era, 36_524) - div(of_era, @era - 1), 365)
    of_year = of_era - (365 * year + div(year, 4) - div(year, 100))
    from_march = div(5 * of_year + 2, 153)
    day = of_year - div(153 * from_march + 2, 5) + 1
    month = if from_march < 10, do: from_march + 3, else: from_march - 9
    {year + era * 400 + if(month <= 2, do: 1, else: 0), month, day}
  end

  defp days({year, month, day}) do
    year = if month <= 2, do: year - 1, else: year
    era = Integer.floor_div(year, 400)
    of_era = year - era * 400
    from_march = if month > 2, do: month - 3, else: month + 9
    of_year = div(153 * from_march + 2, 5) + day - 1
    era * @era + of_era * 365 + div(of_era, 4) - div(of_era, 100) + of_year - @epoch
  end
end
