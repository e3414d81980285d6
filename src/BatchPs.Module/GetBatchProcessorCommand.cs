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

    protected override void Process()
    {
        if (!WildcardPattern.ContainsWildcardCharacters(Name))
        {
            WriteObject(Engine.Processors[Name].Info);
            return;
        }

        WildcardPattern pattern = WildcardPattern.Get(Name, WildcardOptions.IgnoreCase);
        foreach (ProcessorInfo info in Engine.Processors.All.Where(info => pattern.IsMatch(info.Name)))
        {
            WriteObject(info);
        }
    }
}
