using System.Text;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Kafka;

/// <summary>
/// The names of <c>Kafka:AliasFile</c>, told to the sink at the beginning of each epoch and when the file changes. What they
/// stand for is the file's to say: records of topics about them are passed over. All within the gate of
/// <see cref="FeedFiles"/>.
/// </summary>
internal sealed class StaticAliases(KafkaOptions options, IFeedSink sink, ILogger logger)
{
    private readonly FollowedFile _file = new(options.AliasFile, logger.AliasFileWrong);
    private Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Says whether the file says what a record's key stands for.</summary>
    public bool Owns(ReadOnlySpan<byte> key) => _known.Count > 0
        && FeedSymbolName.TryValidate(key) && _known.ContainsKey(SymbolNormalForm.Of(Encoding.UTF8.GetString(key)));

    /// <summary>Reads the file, and tells the sink all that it holds: whatever the sink knew is void.</summary>
    public void BeginEpoch()
    {
        _known = new(StringComparer.Ordinal);
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

        var file = AliasFile.Parse(content);
        if (file.Faults.Count > 0)
        {
            logger.AliasFileWrong(options.AliasFile!, string.Join("; ", file.Faults));
            return;
        }

        Apply(file.Targets);
    }

    private void Apply(IReadOnlyDictionary<string, string> targets)
    {
        Dictionary<string, string> before = _known;
        _known = new(targets, StringComparer.Ordinal);
        foreach (string alias in before.Keys.Where(alias => !targets.ContainsKey(alias)))
        {
            sink.WithdrawAlias(Encoding.UTF8.GetBytes(alias));
        }

        int refused = targets.Count(pair => sink.SetAlias(Encoding.UTF8.GetBytes(pair.Key), pair.Value) != DecodeError.None);
        logger.AliasFileRead(targets.Count - refused, options.AliasFile!);
        if (refused > 0)
        {
            logger.AliasesRefused(refused, options.AliasFile!);
        }
    }
}
