namespace MarketGateway.Tools;

/// <summary>
/// A line that is written over in a terminal, and written again below where the output is a file or a pipe (there only
/// every tenth time: a log should not be all progress).
/// </summary>
internal sealed class LiveLine(TextWriter output)
{
    private const int PlainEvery = 10;

    private readonly bool _isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
    private int _count;
    private int _width;

    public void Write(string text)
    {
        if (_isTerminal)
        {
            output.Write('\r' + text.PadRight(_width));
            _width = text.Length;
        }
        else if (_count++ % PlainEvery == 0)
        {
            output.WriteLine(text);
        }
    }

    /// <summary>Leaves the last text standing.</summary>
    public void End()
    {
        if (_isTerminal)
        {
            output.WriteLine();
        }
    }
}
