namespace MarketGateway.Tools.Load;

/// <summary>A load where the output is a file or a pipe: one line a second.</summary>
internal sealed class LoadLines(TextWriter output) : ILoadOutput
{
    public void Announce(string sentence) => output.WriteLine(sentence);

    public void Show(LoadFigures interval, LoadRun run) => output.WriteLine(
        $"{LoadText.Rates(interval)}; {LoadText.Ages(interval.Age)}; {LoadText.Wrong(run.Sum())}");

    public void Finish(LoadReport report)
    {
        foreach (var line in LoadText.Report(report))
        {
            output.WriteLine(line);
        }
    }
}
