import ExUnit.CaptureIO
ask = fn -> IO.write(String.trim(IO.gets("name? ")) <> IO.getn("more? ", 1)) end
capture_io("me\nx", ask)                                        # => "name? more? mex"
capture_io([input: "me\nx", capture_prompt: false], ask)        # => "mex"
with_io([input: "a\nb", capture_prompt: true], ask)             # => {:ok, "name? more? ab"}
capture_io([input: "a\nb", capture_prompt: false], fn -> IO.write(capture_io("c\nd", ask)); ask.() end) # => "name? more? cdab"
