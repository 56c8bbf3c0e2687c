# __ENV__.context_modules: the modules that the file defines so far, the newest first; of one that
# has ended, those inside it are left out.
defmodule First do
  IO.inspect(__ENV__.context_modules) # prints: [First]
end
defmodule Second do
  defmodule Inner do
    IO.inspect(__ENV__.context_modules) # prints: [Second.Inner, Second, First]
  end
  IO.inspect(__ENV__.context_modules) # prints: [Second.Inner, Second, First]
end
IO.inspect(__ENV__.context_modules) # prints: [Second, First]
