using System.Runtime.InteropServices;

namespace MarketGateway.Core.Delivery;

/// <summary>One of a client's subscriptions: 24 bytes, and nothing else as long as it is in step.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SubscriptionSlot
{
    /// <summary>Gets or sets the terms; null: the slot is free.</summary>
    public SubscriptionTerms? Terms { get; set; }

    /// <summary>Gets or sets its own cursor; or, in step, the member that it is a part of.</summary>
    public object? Where { get; set; }

    /// <summary>Gets or sets its place in the member.</summary>
    public int Place { get; set; }
}
