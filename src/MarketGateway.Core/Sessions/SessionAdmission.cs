namespace MarketGateway.Core.Sessions;

/// <summary>How a client comes in: with rights, with rights to be shown in its first frames, or not at all.</summary>
public sealed record SessionAdmission
{
    private SessionAdmission()
    {
    }

    /// <summary>Gets the admission of a client that has to show a token before it may ask for anything.</summary>
    public static SessionAdmission ByFirstFrame { get; } = new();

    /// <summary>Gets the rights it has already; null: none yet.</summary>
    public SessionRights? Rights { get; private init; }

    /// <summary>Gets why it is turned away; none: it is not.</summary>
    public SessionEndReason Refusal { get; private init; }

    /// <summary>Gets the same in words.</summary>
    public string Message { get; private init; } = "";

    /// <summary>Gets where the client comes from; empty where that is not known.</summary>
    public string Address { get; init; } = "";

    public static SessionAdmission Of(SessionRights rights) => new() { Rights = rights };

    /// <summary>Turns a client away with a close code, where a status of HTTP would not reach its program.</summary>
    public static SessionAdmission Refused(SessionEndReason reason, string message) =>
        new() { Refusal = reason, Message = message };
}
