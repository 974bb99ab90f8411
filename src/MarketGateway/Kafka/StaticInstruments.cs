using System.Text;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Kafka;

/// <summary>
/// The definitions of <c>Kafka:InstrumentFile</c>, told to the sink at the beginning of each epoch and when the file
/// changes. What they name is theirs: records of topics about it are passed over. All within the gate of
/// <see cref="FeedFiles"/>.
/// </summary>
internal sealed class StaticInstruments(KafkaOptions options, IFeedSink sink, ILogger logger)
{
    /// <summary>No partition of a topic has this number.</summary>
    private const int Partition = int.MaxValue;

    private readonly FollowedFile _file = new(options.InstrumentFile, logger.InstrumentFileWrong);
    private readonly FeedUpdate _update = new();
    private Dictionary<string, InstrumentDefinition> _known = [];
    private HashSet<FeedSymbol> _owned = [];

    /// <summary>Says whether the file defines a symbol.</summary>
    public bool Owns(FeedSymbol symbol) => _owned.Contains(symbol);

    /// <summary>Reads the file, and tells the sink all that it holds: whatever the sink knew is void.</summary>
    public void BeginEpoch()
    {
        _known = [];
        _file.Forget();
        Refresh();
    }

    /// <summary>Reads the file again, and tells the sink what has changed. A file that is wrong changes nothing.</summary>
    public void Refresh()
    {
        if (_file.ReadChanged() is not { } content)
        {
            return;
        }

        var file = InstrumentFile.Parse(content);
        if (file.Faults.Count > 0)
        {
            logger.InstrumentFileWrong(options.InstrumentFile!, string.Join("; ", file.Faults));
            return;
        }

        Apply(file.Instruments);
    }

    private void Apply(IReadOnlyList<FileInstrument> instruments)
    {
        var known = new Dictionary<string, InstrumentDefinition>(instruments.Count);
        var owned = new HashSet<FeedSymbol>(instruments.Count);
        var changed = new List<(FeedSymbol Symbol, InstrumentDefinition Definition)>();
        foreach (FileInstrument instrument in instruments)
        {
            byte[] key = Encoding.UTF8.GetBytes(SymbolNormalForm.Of(instrument.Symbol));
            if (options.Share?.IsHere(key) == false || sink.Resolve(key) is not { } symbol)
            {
                continue;
            }

            owned.Add(symbol);
            known[symbol.Symbol] = instrument.Definition;
            if (!instrument.Definition.Equals(_known.GetValueOrDefault(symbol.Symbol)))
            {
                changed.Add((symbol, instrument.Definition));
            }
        }

        _known = known;
        _owned = owned;
        foreach ((FeedSymbol symbol, InstrumentDefinition definition) in changed)
        {
            _update.Reset(FeedUpdateKind.Instrument);
            (_update.PriceScale, _update.SizeScale, _update.Definition) =
                (definition.PriceScale, definition.SizeScale, definition);
            sink.Apply(FeedTopic.Instruments, Partition, 0, symbol, _update);
        }

        logger.InstrumentFileRead(owned.Count, options.InstrumentFile!, changed.Count);
    }
}
