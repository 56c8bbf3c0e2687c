# Which messages are written: by level of all, of a module, of the process.
require Logger
import ExUnit.CaptureLog
defmodule Noisy do
  require Logger
  def say, do: Logger.info("said")
end
written? = fn fun -> capture_log(fun) != "" end
written?.(fn -> Logger.debug("a") end)                                 # => true
Logger.put_process_level(self(), :error)                               # => :ok
Logger.get_process_level(self())                                       # => :error
{written?.(fn -> Logger.warning("a") end), written?.(fn -> Logger.error("a") end)} # => {false, true}
Logger.delete_process_level(self())                                    # => :ok
Logger.put_module_level(Noisy, :error)                                 # => :ok
Logger.get_module_level([Noisy, Enum])                                 # => [{Noisy, :error}]
{written?.(&Noisy.say/0), written?.(fn -> Logger.info("a") end)}       # => {false, true}
Logger.delete_all_module_levels()                                      # => :ok
written?.(&Noisy.say/0)                                                # => true
Logger.disable(self())                                                 # => :ok
{Logger.enabled?(self()), written?.(&Noisy.say/0)}                     # => {false, false}
Logger.enable(self())                                                  # => :ok
{Logger.metadata(a: 1, b: 2), Logger.metadata(a: nil), Logger.metadata()} # => {:ok, :ok, [b: 2]}
{Logger.reset_metadata(c: 3), Logger.metadata()}                       # => {:ok, [c: 3]}
capture_log(fn -> Logger.warning("x") end) =~ ~r/^\n\d\d:\d\d:\d\d\.\d{3} \[warning\] x\n/ # => true
