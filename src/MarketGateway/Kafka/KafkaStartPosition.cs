namespace MarketGateway.Kafka;

/// <summary>Where reading of books and ticks begins. Instruments are always read from their beginning.</summary>
public enum KafkaStartPosition
{
    /// <summary>At the oldest record that the log still has.</summary>
    Beginning = 0,

    /// <summary>After the newest record: only what comes from now on.</summary>
    End,

    /// <summary>At the first record not older than <see cref="KafkaOptions.LookBack"/>.</summary>
    LookBack,
}
