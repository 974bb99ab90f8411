using System.Collections.Concurrent;
using MarketGateway.Core.Schemas;

namespace MarketGateway.Kafka;

/// <summary>
/// The schemas of one source: asked for when a record names one that is not here, until it is or until it is certain
/// that there is none, and then kept. Thread-safe; nobody waits in it.
/// </summary>
internal sealed class SchemaStore(
    string source, SchemaKind kind, ISchemaLoader loader, TimeSpan retryInterval, ILogger logger, TimeProvider time)
    : ISchemaSource, IDisposable
{
    /// <summary>A registry of several nodes may not have everywhere yet what a producer has just registered.</summary>
    private const int MissingTriesMax = 5;

    /// <summary>A topic has some schemas in all its years; who names thousands is not to cost memory without bound.</summary>
    private const int CountMax = 4096;

    private readonly ConcurrentDictionary<int, Entry> _schemas = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Gets the schemas' source, for messages.</summary>
    public string Name => loader.Name;

    public SchemaAnswer Find(int id, out RecordSchema? schema)
    {
        if (_schemas.TryGetValue(id, out Entry? entry))
        {
            schema = entry.Schema;
            return entry.Answer;
        }

        schema = null;
        if (_schemas.Count >= CountMax)
        {
            return SchemaAnswer.Unknown;
        }

        entry = new Entry();
        if (_schemas.TryAdd(id, entry))
        {
            _ = Task.Run(() => LoadAsync(id, entry, _stopping.Token));
        }

        return SchemaAnswer.Awaited;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        (loader as IDisposable)?.Dispose();
    }

    private async Task LoadAsync(int id, Entry entry, CancellationToken stopping)
    {
        long start = time.GetTimestamp();
        bool isTold = false;
        try
        {
            for (int missing = 0; missing < MissingTriesMax;)
            {
                string reason;
                try
                {
                    if (await loader.LoadAsync(id, stopping) is { } loaded)
                    {
                        Store(id, entry, loaded);
                        logger.SchemaLoaded(source, id, loader.Name, time.GetElapsedTime(start));
                        return;
                    }

                    missing++;
                    reason = "there is none of that number (yet)";
                }
                catch (SchemaLoadException e)
                {
                    reason = e.Message;
                }

                if (!isTold)
                {
                    isTold = true;
                    logger.SchemaAwaited(source, id, loader.Name, reason);
                }

                await Task.Delay(retryInterval, time, stopping);
            }

            logger.SchemaUnknown(source, id, loader.Name, "there is none of that number");
        }
        catch (SchemaException e)
        {
            logger.SchemaUnknown(source, id, loader.Name, e.Message);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e)
        {
            // What cannot happen: records of this schema are skipped, and everybody is told why.
            logger.SchemaUnknown(source, id, loader.Name, e.ToString());
        }

        if (entry.Schema is null)
        {
            entry.Answer = SchemaAnswer.Unknown;
        }
    }

    private void Store(int id, Entry entry, LoadedSchema loaded)
    {
        if (!loaded.Kind.Equals(kind.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            throw new SchemaException($"schema {id} is {loaded.Kind}, and the source's Format is {kind}");
        }

        entry.Schema = RecordSchema.Parse(kind, loaded.Text, loaded.References);
        entry.Answer = SchemaAnswer.Known;
    }

    private sealed class Entry
    {
        private volatile int _answer = (int)SchemaAnswer.Awaited;

        /// <summary>Gets or sets the schema; to be set before the answer says that it is there.</summary>
        public RecordSchema? Schema { get; set; }

        public SchemaAnswer Answer
        {
            get => (SchemaAnswer)_answer;
            set => _answer = (int)value;
        }
    }
}
