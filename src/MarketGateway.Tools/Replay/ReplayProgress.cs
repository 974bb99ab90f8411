using Spectre.Console;

namespace MarketGateway.Tools.Replay;

/// <summary>Shows how far a replay is: a bar in a terminal, a line every tenth of the way anywhere else.</summary>
internal sealed class ReplayProgress(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly bool _isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;

    /// <summary>Runs <paramref name="work"/> and shows its progress until it ends.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="rowCount">How many rows that is.</param>
    /// <param name="rowsRead">How many are done; asked from another thread.</param>
    /// <param name="caption">What else to say beside it.</param>
    public Task RunAsync(Func<Task> work, long rowCount, Func<long> rowsRead, Func<string> caption) =>
        _isTerminal
            ? RunWithBarAsync(work, rowCount, rowsRead, caption)
            : RunWithLinesAsync(work, rowCount, rowsRead, caption);

    private async Task RunWithBarAsync(Func<Task> work, long rowCount, Func<long> rowsRead, Func<string> caption)
    {
        await AnsiConsole.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var bar = context.AddTask("replay", maxValue: Math.Max(1, rowCount));
                await WatchAsync(work, () =>
                {
                    bar.Value = rowsRead();
                    bar.Description = Markup.Escape(caption());
                });
            });
    }

    private Task RunWithLinesAsync(Func<Task> work, long rowCount, Func<long> rowsRead, Func<string> caption)
    {
        var shownTenths = 0L;
        return WatchAsync(work, () =>
        {
            var tenths = rowsRead() * 10 / Math.Max(1, rowCount);
            if (tenths > shownTenths)
            {
                shownTenths = tenths;
                output.WriteLine($"{tenths * 10} % of {rowCount:N0} rows; {caption()}");
            }
        });
    }

    private async Task WatchAsync(Func<Task> work, Action show)
    {
        var working = Task.Run(work);
        using var timer = new PeriodicTimer(Interval, time);
        while (!working.IsCompleted)
        {
            await Task.WhenAny(working, timer.WaitForNextTickAsync().AsTask());
            show();
        }

        await working;
    }
}
