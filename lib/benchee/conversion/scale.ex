# Benchee.Conversion.Scale - numbers in the unit that suits them.
#
# A domain is a module that uses this with its units, largest first: {name, magnitude, label, long}.
defmodule Benchee.Conversion.Scale do
  alias Benchee.Conversion.{Format, Scale, Unit}

  defmacro __using__(units) do
    quote do
      @units for {name, magnitude, label, long} <- unquote(units),
                 do: %Unit{name: name, magnitude: magnitude, label: label, long: long}

      def units, do: Map.new(@units, &{&1.name, &1})
      def base_unit, do: List.last(@units)
      def unit_for(%Unit{} = unit), do: unit
      def unit_for(name), do: Map.fetch!(units(), name)

      def scale(value) do
        unit = Enum.find(@units, base_unit(), &(value >= &1.magnitude))
        {scale(value, unit), unit}
      end

      def scale(value, unit), do: value / unit_for(unit).magnitude

      def convert({value, from}, to) do
        {from, to} = {unit_for(from), unit_for(to)}
        if from == to, do: {value, to}, else: {value * from.magnitude / to.magnitude, to}
      end

      def convert_value(value, to), do: value |> convert(to) |> elem(0)
      def best(values, options \\ []), do: Scale.best_unit(values, __MODULE__, options)
      def format({value, unit}), do: Format.format({value, unit_for(unit)})
      def format(value), do: value |> scale() |> Format.format()
    end
  end

  # The unit that most of the values would be given, the larger of two; or by the strategy.
  def best_unit(values, module, options) do
    units = Enum.map(values, &elem(module.scale(&1), 1))

    case Keyword.get(options, :strategy, :best) do
      _ when units == [] ->
        module.base_unit()

      :best ->
        {unit, _} =
          units
          |> Enum.frequencies()
          |> Enum.max_by(fn {unit, count} -> {count, unit.magnitude} end)

        unit

      :largest ->
        Enum.max_by(units, & &1.magnitude)

      :smallest ->
        Enum.min_by(units, & &1.magnitude)

      :none ->
        module.base_unit()
    end
  end
end
