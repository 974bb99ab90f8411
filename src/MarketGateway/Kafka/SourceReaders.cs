using MarketGateway.Core.Schemas;

namespace MarketGateway.Kafka;

/// <summary>
/// What reads the values of sources that are not in JSON: the schemas of each, which its consumers share, and a reader
/// for each consumer. Owned by <see cref="FeedReadingContext"/>.
/// </summary>
internal sealed class SourceReaders(KafkaOptions options, ILogger logger, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, SchemaStore> _stores = [];
    private readonly Lock _gate = new();

    /// <summary>Makes a reader for one thread; null for JSON.</summary>
    public IValueReader? Make(SourceTopic topic)
    {
        KafkaSourceOptions source = options.Sources[topic.Source];
        int bytesMax = options.Records.RecordBytesMax;
        return source.Format switch
        {
            KafkaSourceFormat.Csv => new CsvReader(bytesMax),
            KafkaSourceFormat.Avro or KafkaSourceFormat.Protobuf => File.Exists(source.Schemas)
                ? new SchemaReader(Only(source), bytesMax, source.Doubles)
                : new SchemaReader(StoreOf(topic.Source, source), bytesMax, source.Doubles),
            _ => null,
        };
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (SchemaStore store in _stores.Values)
            {
                store.Dispose();
            }
        }
    }

    /// <summary>Reads the one schema of a source whose values have no header.</summary>
    /// <exception cref="SchemaException">It is none.</exception>
    public static RecordSchema Only(KafkaSourceOptions source) =>
        RecordSchema.Parse(KindOf(source), File.ReadAllText(source.Schemas!), message: source.Message);

    private static SchemaKind KindOf(KafkaSourceOptions source) =>
        source.Format == KafkaSourceFormat.Avro ? SchemaKind.Avro : SchemaKind.Protobuf;

    private SchemaStore StoreOf(string name, KafkaSourceOptions source)
    {
        lock (_gate)
        {
            if (!_stores.TryGetValue(name, out SchemaStore? store))
            {
                ISchemaLoader loader = string.IsNullOrEmpty(source.Schemas)
                    ? new SchemaRegistry(options.SchemaRegistry)
                    : new SchemaFolder(source.Schemas);
                store = _stores[name] = new SchemaStore(
                    name, KindOf(source), loader, options.SchemaRegistry.RetryInterval, logger, time);
            }

            return store;
        }
    }
}
