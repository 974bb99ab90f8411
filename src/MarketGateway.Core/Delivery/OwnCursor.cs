using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Delivery;

/// <summary>
/// The cursor of a subscription that is not in step with its cohort: it begins, resumes, could not take a beat, is paused,
/// or has a threshold of its own. Owned by a lane.
/// </summary>
internal sealed class OwnCursor(LaneClient client, SubscriptionTerms terms) : StreamCursor
{
    public LaneClient Client { get; } = client;

    /// <summary>Gets or sets the terms; replaced by an update.</summary>
    public SubscriptionTerms Terms { get; set; } = terms;

    public SubscriptionState State { get; private set; }

    /// <summary>Gets or sets what it follows, among those of its pace.</summary>
    public CohortStream Stream { get; set; } = null!;

    /// <summary>Gets or sets its place among the cursors that follow it.</summary>
    public int ApartPlace { get; set; }

    /// <summary>Gets or sets its place among its client's cursors.</summary>
    public int OwnPlace { get; set; }

    /// <summary>Gets or sets the subscription's slot with its client; negative: it is for one snapshot only.</summary>
    public int Slot { get; set; } = -1;

    public bool IsOnce => Slot < 0;

    /// <summary>Gets or sets since when there has been something to send; 0: nothing.</summary>
    public long ChangedAt { get; set; }

    /// <summary>Gets or sets when something was sent last.</summary>
    public long PacedAt { get; set; }

    /// <summary>Gets or sets before when its pace allows nothing to be sent.</summary>
    public long DueAt { get; set; }

    /// <summary>Gets or sets a value indicating whether it stands in its client's list of what is to be seen to.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Gets or sets which cohort will see to it at a beat.</summary>
    public Cohort? AwaitedBy { get; set; }

    /// <summary>Gets a value indicating whether it goes on update by update, not straight to now.</summary>
    public bool WantsEveryUpdate => Terms.Parameters.Merge == MergeMode.Never;

    /// <summary>
    /// Gets a value indicating whether it may step in at all: one with a threshold, or that wants every update, gets other
    /// messages.
    /// </summary>
    public bool CanStepIn => PriceMove is null && !WantsEveryUpdate && !IsOnce && State is not (SubscriptionState.Paused or SubscriptionState.Ended);

    /// <summary>Gets a value indicating whether there may be something to send.</summary>
    public bool IsWanting => State is SubscriptionState.Beginning or SubscriptionState.Due;

    public void On(SubscriptionEvent happened) => State = SubscriptionTransitions.Next(State, happened);

    /// <summary>Begins as the cursor of one that was in step.</summary>
    public void StepOut(SubscriptionEvent because) =>
        State = SubscriptionTransitions.Next(SubscriptionState.InStep, because);
}
