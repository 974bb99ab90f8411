using System.Text.Json;
using MarketGateway.Tools.Watch;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MarketGateway.Tools.Operate;

/// <summary>The picture of <c>mgw top</c>: a head with rates, and the table that was chosen; read anew once a second.</summary>
internal sealed class TopScreen(OperatorClient gateway, TimeProvider time)
{
    /// <summary>How many rows are asked for at most: more does not fit on any screen.</summary>
    public const int RowsMax = 200;

    private const int HeadRows = 4;

    private static readonly string[] Orders = ["oldestUnsent", "bytes", "age", "subscriptions"];
    private static readonly string[] States = ["", "gapped", "stale", "loading", "live"];

    /// <summary>How often keys are looked at.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private int _order;
    private int _state;
    private (DateTimeOffset At, long Updates, long Flushes, long Bytes)? _before;

    public static string[] Views { get; } = ["sessions", "symbols", "partitions"];

    public string View { get; set; } = Views[0];

    public async Task ShowAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Poll, time);
        await AnsiConsole.Live(new Text("...")).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(async screen =>
        {
            var readAt = long.MinValue;
            do
            {
                if (readAt == long.MinValue || time.GetElapsedTime(readAt) >= Interval)
                {
                    readAt = time.GetTimestamp();
                    screen.UpdateTarget(await PictureAsync(cancellation));
                }

                switch (WatchKeys.AreThere ? WatchKeys.ReadConsole()?.KeyChar : null)
                {
                    case 'q' or 'Q':
                        return;
                    case { } key when TryChoose(key):
                        readAt = long.MinValue;
                        break;
                    default:
                        break;
                }
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        });
    }

    /// <summary>Reads one picture as lines: two of head, and the table.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(int rows, CancellationToken cancellation)
    {
        var summary = await gateway.GetAsync("/admin", cancellation);
        var now = time.GetUtcNow();
        var limit = Math.Clamp(rows, 1, RowsMax);
        var table = View switch
        {
            "symbols" => OperatorTables.Symbols(
                await gateway.GetAsync($"/admin/symbols?limit={limit}&state={States[_state]}", cancellation), now),
            "partitions" => OperatorTables.Partitions(await gateway.GetAsync("/admin/partitions", cancellation)),
            _ => OperatorTables.Sessions(
                await gateway.GetAsync($"/admin/sessions?limit={limit}&sort={Orders[_order]}", cancellation), now),
        };
        return [.. Head(summary, now), "", .. table.Lines()];
    }

    /// <summary>Acts on a key: 1 to 3 or tab choose the table, s its order or its state; false: it does nothing.</summary>
    public bool TryChoose(char key)
    {
        switch (key)
        {
            case >= '1' and <= '3':
                View = Views[key - '1'];
                return true;
            case '\t':
                View = Views[(Array.IndexOf(Views, View) + 1) % Views.Length];
                return true;
            case 's' or 'S' when View == Views[0]:
                _order = (_order + 1) % Orders.Length;
                return true;
            case 's' or 'S' when View == Views[1]:
                _state = (_state + 1) % States.Length;
                return true;
            default:
                return false;
        }
    }

    private async Task<IRenderable> PictureAsync(CancellationToken cancellation)
    {
        var lines = await ReadAsync(AnsiConsole.Profile.Height - HeadRows, cancellation);
        var width = Math.Max(AnsiConsole.Profile.Width - 1, 20);
        return new Rows(lines.Take(AnsiConsole.Profile.Height - 1).Select((line, at) =>
        {
            var text = Markup.Escape(line.Length > width ? line[..width] : line);
            return new Markup(at switch
            {
                0 => $"[bold]{text}[/]",
                HeadRows - 1 => $"[black on grey]{text}[/]",
                _ when line.Contains(" lagging ", StringComparison.Ordinal) => $"[yellow]{text}[/]",
                _ when line.Contains(" gapped ", StringComparison.Ordinal) || line.Contains("SILENT", StringComparison.Ordinal)
                    => $"[red]{text}[/]",
                _ => text.Length == 0 ? " " : text,
            });
        }));
    }

    private IEnumerable<string> Head(JsonElement summary, DateTimeOffset now)
    {
        var figures = (
            At: now,
            Updates: summary.GetProperty("updates").GetInt64(),
            Flushes: summary.GetProperty("flushes").GetInt64(),
            Bytes: summary.GetProperty("bytes").GetInt64());
        var rates = "";
        if (_before is { } before && now > before.At)
        {
            var seconds = (now - before.At).TotalSeconds;
            rates = $"{(figures.Updates - before.Updates) / seconds:N0} updates/s in, "
                + $"{(figures.Flushes - before.Flushes) / seconds:N0} flushes/s, "
                + $"{(figures.Bytes - before.Bytes) / seconds / 1024:N0} KiB/s out  |  ";
        }

        _before = figures;
        yield return $"{gateway.Url.Authority}  {OperatorTables.Text(summary, "status")}  "
            + $"{summary.GetProperty("sessions").GetInt64():N0} sessions, {summary.GetProperty("lagging").GetInt64():N0} lagging  "
            + $"up {OperatorTables.Duration(now - summary.GetProperty("startedAt").GetDateTimeOffset())}  "
            + $"{OperatorTables.Text(summary, "source")}  {OperatorTables.Text(summary, "version")}";
        var order = View switch
        {
            "sessions" => $"s sorts ({Orders[_order]}), ",
            "symbols" => $"s chooses a state ({(_state == 0 ? "all" : States[_state])}), ",
            _ => "",
        };
        yield return $"{rates}1 sessions, 2 symbols, 3 partitions, {order}q ends";
    }
}
