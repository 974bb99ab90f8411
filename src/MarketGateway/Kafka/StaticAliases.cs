using System.Text;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Kafka;

/// <summary>
/// The names of <c>Kafka:AliasFile</c> that stand for symbols, told to the sink at the beginning of each epoch and when
/// the file changes. They are the file's: records of the topic of definitions under them are passed over. Told by the
/// feed's watch; asked by any consumer.
/// </summary>
internal sealed class StaticAliases(KafkaOptions options, IFeedSink sink, ILogger logger)
{
    private IReadOnlyDictionary<string, string> _targets = new Dictionary<string, string>();
    private byte[] _content = [];

    /// <summary>True when the file says what a key (UTF-8) stands for.</summary>
    public bool Owns(ReadOnlySpan<byte> key) =>
        Volatile.Read(ref _targets) is { Count: > 0 } targets && FeedSymbolName.TryValidate(key)
        && targets.ContainsKey(SymbolNormalForm.Of(Encoding.UTF8.GetString(key)));

    /// <summary>Reads the file, and tells the sink all that it holds: whatever the sink knew is void.</summary>
    public void BeginEpoch()
    {
        Volatile.Write(ref _targets, new Dictionary<string, string>());
        _content = [];
        Refresh();
    }

    /// <summary>Reads the file again, and tells the sink what has changed. A file that is wrong changes nothing.</summary>
    public void Refresh()
    {
        if (string.IsNullOrEmpty(options.AliasFile))
        {
            return;
        }

        try
        {
            byte[] content = File.ReadAllBytes(options.AliasFile);
            if (content.AsSpan().SequenceEqual(_content))
            {
                return;
            }

            _content = content;
            var file = AliasFile.Parse(content);
            if (file.Faults.Count > 0)
            {
                logger.AliasFileWrong(options.AliasFile, string.Join("; ", file.Faults));
                return;
            }

            Tell(file.Targets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that is being written anew may be away for a moment; it is looked for again.
            if (_content.Length > 0)
            {
                _content = [];
                logger.AliasFileWrong(options.AliasFile, e.Message);
            }
        }
    }

    private void Tell(IReadOnlyDictionary<string, string> targets)
    {
        IReadOnlyDictionary<string, string> before = _targets;
        Volatile.Write(ref _targets, targets);
        int changed = 0, refused = 0;
        foreach (string gone in before.Keys.Where(alias => !targets.ContainsKey(alias)))
        {
            changed++;
            sink.WithdrawAlias(Encoding.UTF8.GetBytes(gone));
        }

        foreach ((string alias, string symbol) in targets)
        {
            if (before.GetValueOrDefault(alias) != symbol)
            {
                changed++;
                refused += sink.SetAlias(Encoding.UTF8.GetBytes(alias), symbol) == DecodeError.None ? 0 : 1;
            }
        }

        logger.AliasFileRead(targets.Count, options.AliasFile!, changed);
        if (refused > 0)
        {
            logger.AliasesRefused(refused, options.AliasFile!);
        }
    }
}
