using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MarketGateway.Client;
using MarketGateway.Tools.Commands;

namespace MarketGateway.Tools.Watch;

/// <summary>The options of <c>mgw watch</c> that say what of each symbol is wanted, and which symbols.</summary>
internal sealed class SubscriptionSwitches
{
    private const int TradesAtFirst = 20;

    private readonly Option<int?> _depth = OptionValues.OptionalInteger(
        "--depth", "Book: levels of each side; 0 for all. [default: 10]", 0, 100_000);

    private readonly Option<int?> _grouping = OptionValues.OptionalInteger(
        "--grouping", "Book: sum levels up to multiples of so many price steps.", 0, int.MaxValue);

    private readonly Option<QuoteFields> _fields = new("--fields")
    {
        Description = "Quote: the fields wanted, such as bidPrice,askPrice; all by default.",
        HelpName = "FIELD,...",
        CustomParser = ParseFields,
    };

    private readonly Option<int?> _minMove = OptionValues.OptionalInteger(
        "--min-move", "Quote: only when a price has moved by so many price steps.", 0, int.MaxValue);

    private readonly Option<bool> _everyUpdate = new("--every-update")
    {
        Description = "Book and quote: each update of the source by itself, none merged, as long as the line keeps up.",
    };

    private readonly Option<long> _minSize = new("--min-size")
    {
        Description = "Trade: leave smaller trades out; in units of the size on the wire.",
        HelpName = "N",
        CustomParser = ParseSize,
    };

    private readonly Option<int?> _history = OptionValues.OptionalInteger(
        "--history", "Trade: begin with so many past trades. [default: 20]", 0, 1000);

    private readonly Option<TimeSpan> _interval = new("--interval")
    {
        Description = "At most one update of a symbol in this time, such as 100ms or 1s; 0 for all that can be taken.",
        HelpName = "TIME",
        DefaultValueFactory = static _ => TimeSpan.Zero,
        CustomParser = ParseInterval,
    };

    private readonly Option<string[]> _venue = Attribute("--venue", "venue");
    private readonly Option<string[]> _assetClass = Attribute("--asset-class", "asset class");
    private readonly Option<string[]> _currency = Attribute("--currency", "currency");

    public void AddTo(Command command)
    {
        command.Add(_depth);
        command.Add(_grouping);
        command.Add(_fields);
        command.Add(_minMove);
        command.Add(_everyUpdate);
        command.Add(_minSize);
        command.Add(_history);
        command.Add(_interval);
        command.Add(_venue);
        command.Add(_assetClass);
        command.Add(_currency);
    }

    /// <exception cref="CommandException">An option does not belong to any of the channels.</exception>
    public SubscriptionOptions Read(ParseResult parsed, params MarketChannel[] channels)
    {
        Refuse(parsed, _depth, channels, MarketChannel.Book);
        Refuse(parsed, _grouping, channels, MarketChannel.Book);
        Refuse(parsed, _fields, channels, MarketChannel.Quote);
        Refuse(parsed, _minMove, channels, MarketChannel.Quote);
        Refuse(parsed, _minSize, channels, MarketChannel.Trade);
        Refuse(parsed, _history, channels, MarketChannel.Trade);
        if (parsed.GetValue(_everyUpdate) && channels.Contains(MarketChannel.Trade))
        {
            throw new CommandException($"{_everyUpdate.Name} goes with books and quotes; trades come one by one anyway.");
        }

        return new SubscriptionOptions
        {
            Merge = parsed.GetValue(_everyUpdate) ? MergeMode.Never : MergeMode.Auto,
            Depth = channels.Contains(MarketChannel.Book) ? parsed.GetValue(_depth) ?? 10 : 0,
            Grouping = parsed.GetValue(_grouping) ?? 0,
            Interval = parsed.GetValue(_interval),
            Fields = parsed.GetValue(_fields),
            MinPriceMove = parsed.GetValue(_minMove) ?? 0,
            MinTradeSize = parsed.GetValue(_minSize),
            History = channels.Contains(MarketChannel.Trade) ? parsed.GetValue(_history) ?? TradesAtFirst : 0,
            Filter = new SymbolFilter
            {
                Venues = parsed.GetValue(_venue) ?? [],
                AssetClasses = parsed.GetValue(_assetClass) ?? [],
                Currencies = parsed.GetValue(_currency) ?? [],
            },
        };
    }

    private static void Refuse(ParseResult parsed, Option option, MarketChannel[] channels, MarketChannel home)
    {
        if (!channels.Contains(home) && parsed.GetResult(option) is { Implicit: false })
        {
            throw new CommandException(
                $"{option.Name} goes with --channel {Name(home)}, not with {string.Join(',', channels.Select(Name))}.");
        }
    }

    private static string Name(MarketChannel channel) => channel.ToString().ToLowerInvariant();

    private static Option<string[]> Attribute(string name, string what) => new(name)
    {
        Description = $"Only symbols of this {what}, or of one of these with commas between them.",
        HelpName = "NAME,...",
        CustomParser = static result => [.. result.Tokens.SelectMany(static token => Split(token.Value))],
    };

    private static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static QuoteFields ParseFields(ArgumentResult result)
    {
        var fields = QuoteFields.None;
        foreach (var name in result.Tokens.SelectMany(static token => Split(token.Value)))
        {
            var isKnown = !char.IsAsciiDigit(name[0]) && Enum.TryParse<QuoteFields>(name, ignoreCase: true, out _);
            if (!isKnown)
            {
                result.AddError($"--fields names '{name}', but there are only {string.Join(", ", QuoteText.Names)}.");
                return QuoteFields.None;
            }

            fields |= Enum.Parse<QuoteFields>(name, ignoreCase: true);
        }

        return fields;
    }

    private static long ParseSize(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size < 1L << 53)
        {
            return size;
        }

        result.AddError($"--min-size is '{text}' but must be a whole number below 2^53.");
        return 0;
    }

    private static TimeSpan ParseInterval(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var (number, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1.0)
            : text.EndsWith('s') ? (text[..^1], 1000.0)
            : (text, 1.0);
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value * unit is 0 or (>= 10 and <= 60_000))
        {
            return TimeSpan.FromMilliseconds(value * unit);
        }

        result.AddError($"--interval is '{text}' but must be 0, or from 10ms to 60s.");
        return TimeSpan.Zero;
    }
}
