# Cnx.Plot.Png - a scene as a picture of pixels.
defmodule Cnx.Plot.Png do
  # A u8 tensor of height, width and 3 channels.
  def tensor({width, height, _title, shapes}, scale),
    do: Cnx.Canvas.draw(width, height, scale, shapes)
end
