namespace MarketGateway.Audit;

/// <summary>Why an audit record was lost.</summary>
internal enum AuditLoss
{
    /// <summary>More waited than may.</summary>
    Buffer = 0,

    /// <summary>The Kafka client held as much as it may.</summary>
    Queue = 1,

    /// <summary>The cluster did not take it.</summary>
    Delivery = 2,

    /// <summary>It could not be made: a fault of the gateway.</summary>
    Fault = 3,
}
