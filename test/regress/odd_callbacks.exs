# What compares had only to be truthy, and what was no function of one argument was found out late or never.
Enum.sort([1, 2], fn a, b -> a - b end)                # error: (CaseClauseError) no case clause matching: -1
Enum.sort_by([1, 2], & &1, fn a, b -> a - b end)       # error: (CaseClauseError) no case clause matching: -1
Enum.min([1, 2], fn _, _ -> :yes end)                  # error: (CaseClauseError) no case clause matching: :yes
Enum.max_by([1, 2], & &1, fn _, _ -> nil end)          # error: (CaseClauseError) no case clause matching: nil
Enum.min_by([], fn -> 1 end)                           # error: (FunctionClauseError) no function clause matching in Enum.min_by/4
Enum.max_by([1], :key)                                 # error: (FunctionClauseError) no function clause matching in Enum.max_by/4
Enum.min_max_by([1], fn -> 1 end)                      # error: (FunctionClauseError) no function clause matching in Enum.min_max_by/4
Enum.min_max_by([1, 2], & &1, fn _, _ -> true end)     # => {2, 1}
Enum.max_by([], & &1, fn -> :none end)                 # => :none
Enum.reduce_while([1, 2], 0, fn x, _ -> {:suspend, x} end) # => 1
Enum.reduce_while(1..2, 0, fn x, _ -> {:suspend, x} end)   # => 1
Enum.reduce_while([1, 2], 0, fn _, _ -> :bad end)      # error: (FunctionClauseError) no function clause matching in Enumerable.List.reduce/3
Enum.into([1], 5, fn _ -> raise "too late" end)        # error: (Protocol.UndefinedError) protocol Collectable not implemented for 5 of type Integer
String.to_existing_atom("")                            # => :""
