using System.Text.Json;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>
/// Reads the records of a source by its mapping, and hands what they become to its target. A record that does not fit is an
/// answer, never an exception. Good records of books, quotes and trades cost no allocation, once arrays have grown to the
/// largest. Owned by one consumer thread.
/// </summary>
public sealed class MappingDecoder
{
    private readonly FeedMapping _mapping;
    private readonly IMappingTarget _target;
    private readonly FeedDecoderOptions _options;
    private readonly JsonSlot[][] _slots;
    private readonly JsonSlot[] _envelopeSlot = new JsonSlot[1];
    private readonly PathNode? _envelope;
    private readonly SourceSymbols _symbols = new();
    private readonly BookBuilder _books;
    private readonly TickBuilder _ticks;
    private readonly OrderBuilder _orders;
    private readonly PhaseBuilder _phases = new();
    private readonly FeedUpdate _update = new();
    private string? _symbolFault;
    private int _place;
    private int _applied;

    public MappingDecoder(FeedMapping mapping, IMappingTarget target, FeedDecoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        _mapping = mapping;
        _target = target;
        _options = options ?? new FeedDecoderOptions();
        _slots = new JsonSlot[mapping.ScopeCount][];
        MakeSlots(mapping.Root);
        if (mapping.Envelope is { } envelope)
        {
            _envelope = new PathNode();
            envelope.Walk(_envelope).Slot = 0;
        }

        _books = new BookBuilder(mapping, _options.LevelsMax);
        _ticks = new TickBuilder(mapping);
        _orders = new OrderBuilder(mapping, _books, _options.OrdersMax);
    }

    /// <summary>Gets the newest time at the venue among what the last record held; 0 when there was none.</summary>
    public long NewestOccurredAt { get; private set; }

    /// <summary>Reads one record; returns how many updates of it were applied.</summary>
    public int Decode(SourceRecord record)
    {
        _place = _applied = 0;
        NewestOccurredAt = 0;
        if (record.Value.IsEmpty || record.Value.Length > _options.RecordBytesMax)
        {
            Skip(null, record.Value.IsEmpty ? DecodeError.Empty : DecodeError.Oversized, null, null);
            return 0;
        }

        try
        {
            DecodeValue(record);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            Skip(null, DecodeError.Malformed, null, null);
        }

        return _applied;
    }

    /// <summary>Skips a record whose value could not be read as JSON.</summary>
    public void Skip(DecodeError error) => Skip(null, error, null, null);

    private void DecodeValue(SourceRecord record)
    {
        var json = record.Value;
        if (_envelope is not null)
        {
            JsonScan.Read(json, _envelope, _envelopeSlot);
            if (_envelopeSlot[0].Type == JsonTokenType.Null)
            {
                // A change log's word that there is nothing any more.
                return;
            }

            json = _envelopeSlot[0].IsPresent ? _envelopeSlot[0].Of(json) : json;
        }

        var root = _mapping.Root;
        JsonScan.Read(json, root.Paths, _slots[root.Number]);
        Span<byte> scratch = stackalloc byte[512];
        Decode(root, new FieldReader(record, json, _slots[root.Number], scratch));
    }

    /// <summary>Reads an element by the first rule that applies to it.</summary>
    private void Decode(MappingScope scope, FieldReader fields)
    {
        foreach (var rule in scope.Rules)
        {
            if (!Applies(rule, fields))
            {
                continue;
            }

            if (rule.Kind == RuleKind.Each)
            {
                DecodeEach(rule, fields);
            }
            else if (rule.Kind != RuleKind.Ignore)
            {
                DecodeElement(rule, fields);
            }

            return;
        }

        Skip(null, DecodeError.UnknownType, null, null);
    }

    private static bool Applies(MappingRule rule, FieldReader fields)
    {
        foreach (var condition in rule.When)
        {
            if (!fields.Meets(condition))
            {
                return false;
            }
        }

        return true;
    }

    private void DecodeEach(MappingRule rule, FieldReader fields)
    {
        var inner = rule.Inner!;
        var slots = _slots[inner.Number];
        var slot = fields.SlotOf(rule.Each!, out var json);
        if (slot.Type is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            Skip(null, DecodeError.WrongType, rule, rule.Each!.Text);
            return;
        }

        var list = slot.Of(json);
        if (slot.Type == JsonTokenType.StartObject)
        {
            JsonScan.Read(list, inner.Paths, slots);
            Decode(inner, fields.At(list, slots));
            return;
        }

        var reader = new Utf8JsonReader(list);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Array.Clear(slots);
            JsonScan.ReadValue(ref reader, inner.Paths, slots);
            Decode(inner, fields.At(list, slots));
        }
    }

    private void DecodeElement(MappingRule rule, FieldReader fields)
    {
        var error = FindSymbol(rule, fields, out var symbol);
        if (error != DecodeError.None)
        {
            Skip(null, error, rule, _symbolFault is null ? rule.Symbol!.Text : $"{rule.Symbol!.Text}: {_symbolFault}");
            return;
        }

        error = rule.Kind switch
        {
            RuleKind.Snapshot or RuleKind.Delta => _books.Build(rule, fields, symbol!, _update),
            RuleKind.Order => _orders.Build(rule, fields, symbol!, _update),
            RuleKind.Quote or RuleKind.Trade => _ticks.Build(rule, fields, symbol!, _update),
            RuleKind.Phase => _phases.Build(rule, fields, _update),
            _ => InstrumentBuilder.Build(rule, fields, symbol!, _update),
        };
        if (error != DecodeError.None)
        {
            Skip(symbol, error, rule, FailedPath(rule));
        }
        else if (rule.Kind == RuleKind.Order)
        {
            ApplyOrder(rule, symbol!);
        }
        else if (!(rule.Kind == RuleKind.Snapshot && _books.IsStale))
        {
            Apply(rule, symbol!);
        }
    }

    private string? FailedPath(MappingRule rule) => rule.Kind switch
    {
        RuleKind.Snapshot or RuleKind.Delta => _books.FailedPath,
        RuleKind.Quote or RuleKind.Trade => _ticks.FailedPath,
        RuleKind.Order => _orders.FailedPath ?? _books.FailedPath,
        RuleKind.Phase => _phases.FailedPath,
        _ => rule.Instrument!.TickSize?.Text,
    };

    /// <summary>Applies what an order changes in the book, and the trade of it: one version of each.</summary>
    private void ApplyOrder(MappingRule rule, SourceSymbol symbol)
    {
        var place = _place;
        var occurredAt = _update.OccurredAt;
        if (_orders.HasUpdate)
        {
            Apply(rule, symbol);
        }

        if (_orders.TradedSize.Mantissa == 0 || place == FeedMapping.UpdatesPerRecordMax)
        {
            return;
        }

        var error = _ticks.BuildTrade(
            _orders.TradedPrice, _orders.TradedSize, _orders.Aggressor, _orders.TradeId, symbol, _update);
        _update.OccurredAt = occurredAt;
        error = error == DecodeError.None ? _target.Apply(FeedTopic.Ticks, place, symbol.Symbol, _update) : error;
        if (error != DecodeError.None)
        {
            _target.Skip(FeedTopic.Ticks, symbol.Symbol, error, rule.Place, null);
            return;
        }

        _applied++;
    }

    private void Apply(MappingRule rule, SourceSymbol symbol)
    {
        if (_mapping.HoldsSeveral && rule.Kind != RuleKind.Instrument && _place == FeedMapping.UpdatesPerRecordMax)
        {
            Skip(symbol, DecodeError.Oversized, rule, null);
            return;
        }

        // Also one that cannot be applied has its place, or replicas would not agree on those of the others.
        var place = _place;
        _place += rule.Kind == RuleKind.Instrument ? 0 : 1;
        var error = _target.Apply(TopicOf(rule.Kind), place, symbol.Symbol, _update);
        if (error != DecodeError.None)
        {
            Skip(symbol, error, rule, null);
            return;
        }

        _applied++;
        NewestOccurredAt = Math.Max(NewestOccurredAt, _update.OccurredAt);
    }

    private DecodeError FindSymbol(MappingRule rule, FieldReader fields, out SourceSymbol? symbol)
    {
        symbol = null;
        _symbolFault = null;
        Span<byte> name = stackalloc byte[4 * FeedLimits.SymbolBytesMax];
        var length = 0;
        foreach (var part in rule.Symbol!.Parts)
        {
            if (!fields.TryText(part, out var text) || !text.TryCopyTo(name[length..]))
            {
                return DecodeError.BadKey;
            }

            length += text.Length;
        }

        symbol = _symbols.Find(name[..length]) ?? AddSymbol(name[..length]);
        if (symbol is not null)
        {
            return DecodeError.None;
        }

        var alias = AliasOf(name[..length]);
        _symbolFault = alias is null ? FeedSymbolName.FaultOf(name[..length]) : FeedSymbolName.FaultOf(alias);
        return DecodeError.BadKey;
    }

    private SourceSymbol? AddSymbol(ReadOnlySpan<byte> name)
    {
        var alias = AliasOf(name);
        var resolved = alias is null ? _target.Resolve(name) : _target.Resolve(System.Text.Encoding.UTF8.GetBytes(alias));
        if (resolved is null)
        {
            return null;
        }

        var symbol = new SourceSymbol(name.ToArray(), resolved);
        _symbols.Add(symbol);
        return symbol;
    }

    private string? AliasOf(ReadOnlySpan<byte> name) => _mapping.Aliases.Count == 0
        ? null : _mapping.Aliases.GetValueOrDefault(System.Text.Encoding.UTF8.GetString(name));

    private void Skip(SourceSymbol? symbol, DecodeError error, MappingRule? rule, string? path) =>
        _target.Skip(
            rule is null or { Kind: RuleKind.Each } ? _mapping.MainTopic : TopicOf(rule.Kind),
            symbol?.Symbol, error, rule?.Place, path);

    private static FeedTopic TopicOf(RuleKind kind) => kind switch
    {
        RuleKind.Snapshot or RuleKind.Delta or RuleKind.Order => FeedTopic.Books,
        RuleKind.Quote or RuleKind.Trade or RuleKind.Phase => FeedTopic.Ticks,
        _ => FeedTopic.Instruments,
    };

    private void MakeSlots(MappingScope scope)
    {
        _slots[scope.Number] = new JsonSlot[scope.SlotCount];
        foreach (var rule in scope.Rules)
        {
            if (rule.Inner is { } inner)
            {
                MakeSlots(inner);
            }
        }
    }
}
