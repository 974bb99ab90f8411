namespace MarketGateway.Tools.Tests.Conform;

/// <summary>The conformance kit against a client that keeps its promises, and one that does not.</summary>
public sealed class ConformCommandTests
{
    /// <summary>From where it was built: beside a test it lacks what ASP.NET brings, and it has not.</summary>
    private static readonly string Mgw = Path.Combine(
        AppContext.BaseDirectory.Replace(
            Path.Combine("tests", "MarketGateway.Tools.Tests"), Path.Combine("src", "MarketGateway.Tools"),
            StringComparison.Ordinal),
        "mgw");

    [Fact]
    public async Task The_client_for_dotnet_keeps_all_promises()
    {
        var (exitCode, output) = await RunAsync($"'{Mgw}' conform-client", "--patience", "60");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("FAILED", output, StringComparison.Ordinal);
        Assert.Matches(@"(\d+) of \1 promises hold", output);
    }

    [Fact]
    public async Task A_client_that_says_nothing_keeps_none()
    {
        var (exitCode, output) = await RunAsync("true", "--only", "book,cut-anywhere,conversation");

        Assert.Equal(1, exitCode);
        Assert.Contains("0 of 3 promises hold", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string command, params string[] more)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await MgwCommandLine.RunAsync(["conform", "--command", command, .. more], output, error);
        return (exitCode, output + error.ToString());
    }
}
