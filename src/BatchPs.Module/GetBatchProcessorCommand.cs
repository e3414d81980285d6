using System.Management.Automation;
using BatchPs.Engine.Processors;
using BatchPs.Module.Completion;

namespace BatchPs.Module;

/// <summary>Gets the processors a batch can name, with their options.</summary>
[Cmdlet(VerbsCommon.Get, "BatchProcessor")]
[OutputType("BatchPs.Engine.Processors.ProcessorInfo")]
public sealed class GetBatchProcessorCommand : BatchCmdlet
{
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(ProcessorCompleter))]
    [SupportsWildcards]
    public string Name { get; set; } = "*";

    /// <summary>The assembly whose processors are meant.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProcessorAssembly { get; set; }

    protected override void Process()
    {
        ProcessorCatalog processors = ProcessorAssembly is null ? Engine.Processors : Engine.ProcessorsOf(FullPath(ProcessorAssembly));
        if (!WildcardPattern.ContainsWildcardCharacters(Name))
        {
            WriteObject(processors[Name].Info);
            return;
        }

        WildcardPattern pattern = WildcardPattern.Get(Name, WildcardOptions.IgnoreCase);
        foreach (ProcessorInfo info in processors.All.Where(info => pattern.IsMatch(info.Name)))
        {
            WriteObject(info);
        }
    }
}
