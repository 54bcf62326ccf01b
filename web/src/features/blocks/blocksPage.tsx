import { api } from "../../api/endpoints";
import type { Block } from "../../api/schema";
import { useAsk } from "../../parts/dialog/asking";
import { useTell } from "../../parts/dialog/notices";
import { Button } from "../../parts/form/button";
import { Empty, Page } from "../../parts/page/page";
import { Table } from "../../parts/table/table";
import type { Column } from "../../parts/table/table";
import { usePages } from "../../parts/table/usePages";
import { useFormats, useTexts } from "../../texts";
import { useAct } from "../shell/useAct";
import { useCountText, useListTexts } from "../shell/useListTexts";

/** AUTH-06: sources that guessed passwords and accounts whose codes were guessed at, and lifting their blocks. */
export default function BlocksPage(): JSX.Element {
    const texts = useTexts();
    const formats = useFormats();
    const ask = useAsk();
    const act = useAct();
    const tell = useTell();
    const pages = usePages<Block>("", async () => {
        const { items } = await api.blocks.all();
        return { items, next: null, total: items.length };
    });
    const listTexts = useListTexts(pages);
    const countText = useCountText();

    const lift = async ({ address }: Block): Promise<void> => {
        const goesOn = await ask({
            title: texts.blocks.liftTitle(address),
            text: texts.blocks.liftText,
            goOn: texts.blocks.lift,
            cancel: texts.common.cancel,
        });
        if (!goesOn || !(await act(() => api.blocks.lift(address)))) return;
        tell({ text: texts.blocks.lifted(address) });
        pages.reload();
    };
    const columns: readonly Column<Block>[] = [
        {
            key: "address",
            title: texts.blocks.address,
            cell: (block) => (
                <span className="two-lines">
                    {block.address}
                    <small>
                        {block.kind === "account" && `${texts.access.accountBlocked}. `}
                        {texts.blocks.failures}: {block.failures}
                    </small>
                </span>
            ),
        },
        {
            key: "failures",
            title: texts.blocks.failures,
            width: "180px",
            align: "end",
            from: "medium",
            cell: (block) => formats.count(block.failures),
        },
        {
            key: "until",
            title: texts.blocks.until,
            width: "180px",
            from: "medium",
            cell: (block) => formats.moment(block.until, "seconds"),
        },
        {
            key: "lift",
            title: texts.blocks.lift,
            isTitleHidden: true,
            width: "108px",
            align: "end",
            cell: (block) => (
                <Button aria-label={texts.blocks.liftOf(block.address)} onClick={() => void lift(block)}>
                    {texts.blocks.lift}
                </Button>
            ),
        },
    ];
    return (
        <Page
            title={texts.blocks.title}
            count={countText(pages, texts.blocks.count)}
            actions={
                <Button icon="refresh" onClick={pages.reload}>
                    {texts.blocks.refresh}
                </Button>
            }
        >
            <Table
                label={texts.blocks.title}
                rows={pages.rows}
                columns={columns}
                keyOf={(block) => block.address}
                nameOf={(block) => block.address}
                total={pages.total}
                state={pages.state}
                texts={listTexts}
                onRetry={pages.retry}
                empty={<Empty icon="shield" title={texts.blocks.emptyTitle} text={texts.blocks.emptyText} />}
            />
        </Page>
    );
}
