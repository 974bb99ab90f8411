namespace MarketGateway.Client;

/// <summary>What became of a data message.</summary>
public enum ApplyVerdict
{
    /// <summary>Applied; chain, checksum and account agree.</summary>
    Applied = 0,

    /// <summary>Not applied: it does not follow on what the stream stands at. A resync is asked for.</summary>
    ChainBroken = 1,

    /// <summary>Applied, and the book or quote then had another checksum than the gateway's. A resync is asked for.</summary>
    ChecksumWrong = 2,

    /// <summary>Not applied: the stream waits for the answer to a resync.</summary>
    Discarded = 3,

    /// <summary>
    /// Not applied: the message contradicts itself (trades out of order, or not as many as merged says).
    /// </summary>
    Inconsistent = 4,

    /// <summary>Applied for the account's sake, but the content is not trusted: the stream waits for its snapshot.</summary>
    Untrusted = 5,

    /// <summary>
    /// Not applied: the message is not what its kind says (an integer beyond 2^53, for one). A resync is asked for; where
    /// what answers it cannot be read either, the stream is given up for the rest of the session.
    /// </summary>
    Unreadable = 6,
}
