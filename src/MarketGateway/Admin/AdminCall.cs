namespace MarketGateway.Admin;

/// <summary>A call of an operator, among the features of its request: who it is, and what the log says of it besides.</summary>
internal sealed class AdminCall(string who)
{
    public string Who => who;

    /// <summary>Gets or sets what was done, in words, where the address does not say it all.</summary>
    public string Note { get; set; } = "";

    public static AdminCall Of(HttpContext context) => context.Features.Get<AdminCall>()!;
}
