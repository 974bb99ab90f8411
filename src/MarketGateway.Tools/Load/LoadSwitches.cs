using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MarketGateway.Client;
using MarketGateway.Tools.Commands;
using MarketGateway.Tools.Watch;

namespace MarketGateway.Tools.Load;

/// <summary>The options of <c>mgw load</c> that say what the load is.</summary>
internal sealed class LoadSwitches
{
    private readonly Option<int> _sessions = OptionValues.Integer(
        "--sessions", "How many sessions are held open.", 100, 1, 100_000);

    private readonly Option<int> _perSession = OptionValues.Integer(
        "--symbols-per-session", "How many of the symbols each session takes, by chance; 0 for all.", 20, 0, 100_000);

    private readonly Option<MarketChannel[]> _channels = new("--channel")
    {
        Description = "book, quote, trade, or several of them with commas between them.",
        HelpName = "NAME,...",
        DefaultValueFactory = static _ => [MarketChannel.Book],
        CustomParser = ParseChannels,
    };

    private readonly SubscriptionSwitches _subscription = new();

    private readonly Option<int> _window = OptionValues.Integer(
        "--window", "At most so many flushes un-acknowledged; 0 for no window.", 0, 0, 1024);

    private readonly Option<int> _slow = OptionValues.Integer(
        "--slow", "Percent of the sessions that read slowly (--read-rate).", 0, 0, 100);

    private readonly Option<int> _readRate = OptionValues.Integer(
        "--read-rate", "Bytes a second that a slow session reads.", 20_000, 1_000, 100_000_000);

    private readonly Option<int> _stalled = OptionValues.Integer(
        "--stalled", "Percent of the sessions that read nothing any more once they have their snapshots.", 0, 0, 100);

    private readonly Option<int> _seed = OptionValues.Integer(
        "--seed", "The same seed gives each session the same symbols.", 1, 0, int.MaxValue);

    public void AddTo(Command command)
    {
        command.Add(_sessions);
        command.Add(_perSession);
        command.Add(_channels);
        _subscription.AddTo(command);
        command.Add(_window);
        command.Add(_slow);
        command.Add(_readRate);
        command.Add(_stalled);
        command.Add(_seed);
    }

    /// <exception cref="CommandException">Options that do not go together.</exception>
    public LoadOptions Read(ParseResult parsed, Uri url, IReadOnlyList<string> symbols)
    {
        var channels = parsed.GetRequiredValue(_channels);
        var (slow, stalled) = (parsed.GetValue(_slow), parsed.GetValue(_stalled));
        if (slow + stalled > 100)
        {
            throw new CommandException($"--slow {slow} and --stalled {stalled} are more than 100 percent.");
        }

        return new LoadOptions
        {
            Url = url,
            Sessions = parsed.GetValue(_sessions),
            Symbols = symbols,
            SymbolsPerSession = parsed.GetValue(_perSession),
            Channels = channels,
            Subscription = _subscription.Read(parsed, channels),
            Window = parsed.GetValue(_window),
            SlowShare = slow / 100.0,
            SlowBytesPerSecond = parsed.GetValue(_readRate),
            StalledShare = stalled / 100.0,
            Seed = parsed.GetValue(_seed),
        };
    }

    private static MarketChannel[] ParseChannels(ArgumentResult result)
    {
        var names = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries);
        var channels = names.Select(Parse).Distinct().ToArray();
        if (channels.Contains(null))
        {
            result.AddError(string.Create(
                CultureInfo.InvariantCulture,
                $"--channel is '{result.Tokens[0].Value}' but must be book, quote or trade, or several of them with commas."));
        }

        return [.. channels.OfType<MarketChannel>()];
    }

    private static MarketChannel? Parse(string name) => name switch
    {
        "book" => MarketChannel.Book,
        "quote" => MarketChannel.Quote,
        "trade" => MarketChannel.Trade,
        _ => null,
    };
}
