using System.Runtime.InteropServices;

namespace MarketGateway.Core.Delivery;

/// <summary>One of a client's subscriptions: 8 bytes, and nothing else as long as it is in step.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SubscriptionSlot
{
    /// <summary>Gets or sets where its terms stand in the table, counted from 1; 0: the slot is free.</summary>
    public int Terms { get; set; }

    /// <summary>
    /// Gets or sets, in step, its place in the member that its terms lead to; else the complement of its cursor's place in
    /// the table. Of a free slot: the next free one, negative at the last.
    /// </summary>
    public int Place { get; set; }
}
