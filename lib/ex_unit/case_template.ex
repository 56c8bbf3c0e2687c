# ExUnit.CaseTemplate - what several modules of tests share: `using` and callbacks.
defmodule ExUnit.CaseTemplate do
  defmacro __using__(_options) do
    quote do
      use ExUnit.Case, register: false
      import ExUnit.CaseTemplate
      @before_compile ExUnit.CaseTemplate

      defmacro __using__(options) do
        ExUnit.CaseTemplate.__use__(__MODULE__, options)
      end

      defoverridable __using__: 1
    end
  end

  # Whoever uses the template runs its callbacks through these.
  defmacro __before_compile__(_env) do
    quote do
      def __ex_unit_setup_all__(context), do: __ex_unit__(:setup_all, context)
      def __ex_unit_setup__(context), do: __ex_unit__(:setup, context)
    end
  end

  @doc false
  def __use__(module, options) do
    quote do
      use ExUnit.Case, unquote(options)

      ExUnit.Callbacks.__register__(__MODULE__, :setup_all, [
        {unquote(module), :__ex_unit_setup_all__}
      ])

      ExUnit.Callbacks.__register__(__MODULE__, :setup, [{unquote(module), :__ex_unit_setup__}])
    end
  end

  @doc "What modules that use the template get: a block that gives a quoted expression."
  defmacro using(variable \\ quote(do: _), do: block) do
    quote do
      defmacro __using__(unquote(variable) = options) do
        parent = ExUnit.CaseTemplate.__use__(__MODULE__, options)
        result = unquote(block)
        {:__block__, [], [parent, result]}
      end
    end
  end
end
