namespace MarketGateway.Kafka;

/// <summary>A schema as a registry or a file has it.</summary>
/// <param name="Kind">Its language as the registry calls it: <c>AVRO</c>, <c>PROTOBUF</c>, <c>JSON</c>.</param>
/// <param name="Text">The schema.</param>
/// <param name="References">The schemas that it names, each after those that it names itself.</param>
internal sealed record LoadedSchema(string Kind, string Text, IReadOnlyList<(string Name, string Text)> References);
