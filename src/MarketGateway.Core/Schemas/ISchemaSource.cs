namespace MarketGateway.Core.Schemas;

/// <summary>Where the schemas come from that records name by number. May be called by any thread; never waits.</summary>
public interface ISchemaSource
{
    /// <summary>Finds a schema. One that is not here yet is asked for meanwhile.</summary>
    /// <param name="id">Its number, as the record's header has it.</param>
    /// <param name="schema">The schema, where it is known.</param>
    SchemaAnswer Find(int id, out RecordSchema? schema);
}
